"""Recursion: Hanoi, a text fractal, flattening, depth and its limit."""
# runner: audit-every=50
import sys


def hanoi(n, source, spare, target, pegs):
    if n == 0:
        return 0
    moves = hanoi(n - 1, source, target, spare, pegs)
    pegs[target].append(pegs[source].pop())
    return moves + 1 + hanoi(n - 1, spare, source, target, pegs)


def carpet(n):
    if n == 0:
        return ["#"]
    small = carpet(n - 1)
    hole = [" " * len(row) for row in small]
    full = [row * 3 for row in small]
    middle = [a + b + a for a, b in zip(small, hole)]
    return full + middle + full


def flatten(thing):
    if isinstance(thing, (list, tuple)):
        return [x for item in thing for x in flatten(item)]
    return [thing]


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


pegs = {"A": [3, 2, 1], "B": [], "C": []}
print(hanoi(3, "A", "B", "C", pegs), pegs)
print("\n".join(carpet(2)))
print(flatten([1, [2, (3, [4, []]), "ab"], ((5,),)]))
print(ackermann(2, 3))
old = sys.getrecursionlimit()
sys.setrecursionlimit(120)
print(depth() < 120)


def forever(n):
    return forever(n + 1)


try:
    forever(0)
except RecursionError as error:
    print(type(error).__name__, error)
sys.setrecursionlimit(old)


def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    return n != 0 and even(n - 1)


print(even(100), odd(100))
loop = [1, 2]
loop.append(loop)
print(loop, loop[2][2][0])
nest = {}
nest["me"] = nest
print(nest, len(str(nest)))
try:
    flatten(loop)
except RecursionError as error:
    print("endless:", str(error).startswith("maximum recursion depth"))
