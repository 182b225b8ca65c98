"""The cost of counting in space: every object carries a count of 8 bytes, its
type, and when it may be in a cycle the collector's header of 16 bytes.

Try: pytutor-mem lab cost examples/r16_cost_in_space.py
"""
import sys

numbers = [1000 + i for i in range(50)]  # slide: 50 numbers: 28 bytes each
words = ["word %d" % i for i in range(20)]  # slide: 20 strings: 49 bytes and the text
pairs = [(n, n + 1) for n in numbers]
table = {word: len(word) for word in words}
print(sys.getsizeof(numbers[0]), "bytes for a number that fits in 4")
# slides: --max-objects 2
