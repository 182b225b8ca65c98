"""A generator instead of a list: one item at a time.

Try: pytutor-mem examples/f13_generator.py --at peak
"""
import sys


def squares(n):
    for i in range(n):
        yield i * i


as_list = [i * i for i in range(1000)]
lazily = squares(1000)
print(sum(as_list) == sum(squares(1000)))
print(sys.getsizeof(as_list), sys.getsizeof(lazily))
