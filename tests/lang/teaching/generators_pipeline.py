"""Generators: pipelines, send, throw, close, yield from, laziness."""
import itertools


def read(lines):
    print("  (reading starts)")
    for number, line in enumerate(lines, 1):
        yield number, line.rstrip()
    print("  (reading ends)")


def without_comments(numbered):
    for number, line in numbered:
        if line and not line.startswith("#"):
            yield number, line


def parse(numbered):
    for number, line in numbered:
        try:
            key, value = line.split("=", 1)
        except ValueError:
            print(f"  line {number}: no '=' in {line!r}")
            continue
        yield key.strip(), value.strip()


def average():
    total, count, mean = 0.0, 0, None
    while True:
        try:
            value = yield mean
        except ZeroDivisionError as error:
            print("  thrown in:", error)
            total, count = 0.0, 0
            continue
        total += value
        count += 1
        mean = total / count


def tree(node):
    if node is None:
        return 0
    left, value, right = node
    below = yield from tree(left)
    yield value
    more = yield from tree(right)
    return below + more + 1


def guarded():
    try:
        yield "first"
        yield "second"
    except GeneratorExit:
        print("  closing")
        raise
    finally:
        print("  cleaned up")


text = ["# settings\n", "name = tea\n", "\n", "broken\n", "price=3.5\n"]
pairs = parse(without_comments(read(text)))
print("nothing has been read yet:", pairs.__name__)
print(dict(pairs))

mean = average()
next(mean)
print([mean.send(x) for x in (10, 20, 60)])
print(mean.throw(ZeroDivisionError("again from zero")))
print(mean.send(5))
mean.close()
try:
    mean.send(1)
except StopIteration as stop:
    print("stopped with", stop.value)

nodes = (((None, 1, None), 2, None), 3, (None, 4, (None, 5, None)))
walk = tree(nodes)
values = []
while True:
    try:
        values.append(next(walk))
    except StopIteration as stop:
        print(values, "nodes:", stop.value)
        break

g = guarded()
print(next(g))
g.close()
g = guarded()
next(g)
del g
squares = (n * n for n in itertools.count(1))
print(list(itertools.takewhile(lambda n: n < 50, squares)))
print(next(squares), sum(x for x in range(10) if x % 3))
first, second = itertools.tee(range(3))
print(list(first), next(second), list(second))


def wrong():
    yield 1
    raise StopIteration("inside")


try:
    list(wrong())
except RuntimeError as error:
    print(error, "|", repr(error.__cause__))
