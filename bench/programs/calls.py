"""Recursion, closures, default and keyword arguments."""


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def adder(n):
    def add(x, *, scale=1):
        return x * scale + n
    return add


def many(a, b=2, *rest, c=3, **more):
    return a + b + c + len(rest) + len(more)


add = adder(5)
total = 0
for i in range(600000):
    total += add(i, scale=2) + many(i) + many(i, 1, 2, c=4, d=5)
print(fib(28), total)
