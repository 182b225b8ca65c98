"""A dict per row costs far more than the data: dicts, tuples, slots.

Try: pytutor-mem examples/f12_rows.py --max-objects 8
"""
import sys


class Row:
    __slots__ = ("name", "age")

    def __init__(self, name, age):
        self.name, self.age = name, age


n = 200
dicts = [{"name": "x", "age": i} for i in range(n)]
tuples = [("x", i) for i in range(n)]
slots = [Row("x", i) for i in range(n)]
for rows in (dicts, tuples, slots):
    print(sum(map(sys.getsizeof, rows)) // n)
