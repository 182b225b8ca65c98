"""Objects are bigger than their information: a count and a type of 8 bytes
each, 16 more for the collector.

Try: pytutor-mem examples/f09_headers.py
"""
import sys

empty_list = []
print(sys.getsizeof(object()), sys.getsizeof(empty_list),
      empty_list.__sizeof__())
