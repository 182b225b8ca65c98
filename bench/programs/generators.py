"""Generators through generators."""


def numbers(n):
    for i in range(n):
        yield i


def only_odd(source):
    for x in source:
        if x & 1:
            yield x


def squares(source):
    for x in source:
        yield x * x


def flatten(depth):
    if depth == 0:
        yield 1
    else:
        yield from flatten(depth - 1)
        yield from flatten(depth - 1)


print(sum(squares(only_odd(numbers(4500000)))), sum(flatten(17)))
