"""A dict against a tuple in bytes: little for one object, much for many.

Try: pytutor-mem examples/r29_dict_against_tuple.py --max-objects 12
"""
import sys

as_dict = {"name": "Ada", "born": 1815}  # slide: As a dict: 184 bytes
as_tuple = ("Ada", 1815)  # slide: As a tuple: 56 bytes
print(sys.getsizeof(as_dict), sys.getsizeof(as_tuple))
rows = [("name", i) for i in range(1000)]
total = sum(sys.getsizeof(row) for row in rows)
print(total, "bytes for 1000 tuples")  # slide: A thousand of them
# slides: --max-objects 4
