"""sys.getsizeof is not recursive: a list of a list of 100,000 items says 64.

Try: pytutor-mem examples/f10_getsizeof.py --max-objects 6
"""
import sys

print(sys.getsizeof(1), sys.getsizeof("a"))
inner = list(range(100_000))
nested = [inner]
print(sys.getsizeof(nested), sys.getsizeof(inner))
