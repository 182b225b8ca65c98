"""A list of many ints: 8 bytes a reference and 28 bytes an int.

Try: pytutor-mem examples/f11_million_ints.py --max-objects 5
"""
import sys

n = 100_000
numbers = list(range(1000, 1000 + n))
total = sys.getsizeof(numbers) + sum(map(sys.getsizeof, numbers))
print(total // n, "bytes each")
