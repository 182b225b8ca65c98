"""Batching: work on a part at a time, and let it go before the next.

Try: pytutor-mem examples/f14_batches.py --at peak
"""
def read(start, count):
    return [i * 1000 for i in range(start, start + count)]


def all_at_once():
    return sum(read(0, 2000))


def in_batches():
    total = 0
    for start in range(0, 2000, 100):
        total += sum(read(start, 100))
    return total


print(all_at_once() == in_batches())
