"""A dict against a tuple in bytes: little for one object, much for many.

Try: pytutor-mem examples/r29_dict_against_tuple.py --max-objects 12
"""
import sys

as_dict = {"name": "Ada", "born": 1815}
as_tuple = ("Ada", 1815)
print(sys.getsizeof(as_dict), sys.getsizeof(as_tuple))
rows = [("name", i) for i in range(1000)]
total = sum(sys.getsizeof(row) for row in rows)
print(total, "bytes for 1000 tuples")
