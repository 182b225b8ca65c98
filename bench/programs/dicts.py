"""Filling, reading and emptying dicts."""


def work(n):
    squares = {}
    for i in range(n):
        squares[i] = i * i
    names = {}
    for i in range(n):
        names["key%d" % (i % 5000)] = squares[i]
    total = 0
    for key, value in names.items():
        total += value + len(key)
    for i in range(0, n, 2):
        del squares[i]
    merged = {**names, **{k: 1 for k in range(1000)}}
    return total, len(squares), len(merged)


for _ in range(8):
    result = work(100000)
print(result)
