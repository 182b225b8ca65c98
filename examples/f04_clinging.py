"""Clinging to memory: the caller's local keeps the big argument alive while
the callee works on the result.

Try: pytutor-mem examples/f04_clinging.py --at 13
"""
def double(values):
    return [2 * v for v in values]


def work():
    data = list(range(1000, 1500))
    doubled = double(data)
    return sum(doubled)


print(work())
