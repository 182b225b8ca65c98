"""Tuples in and out: swaps, star targets, star arguments."""


def shift(a, b, c, *rest, key=0):
    return b, c, a, key, *rest


def work(n):
    a, b, c = 1, 2, 3
    total = 0
    for i in range(n):
        a, b, c = b, c, a
        x, (y, z), *w = a, (b, c), i, i + 1
        first, *middle, last = shift(*[x, y, z], *w, key=i)
        total += first + last + len(middle) + w[0]
        d = {**{"k": i}, "m": a}
        total += d["m"]
    return total


print(work(360000))
