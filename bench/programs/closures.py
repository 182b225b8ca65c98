"""Closures, nonlocal, functions as values, default arguments."""


def counter(step):
    count = 0

    def up(by=step):
        nonlocal count
        count += by
        return count
    return up


def compose(*functions):
    def run(x):
        for f in functions:
            x = f(x)
        return x
    return run


ups = [counter(k) for k in range(1, 20)]
total = 0
for _ in range(100000):
    for up in ups:
        total += up()
pipeline = compose(lambda x: x + 1, lambda x: x * 2, lambda x: x - 3)
for i in range(480000):
    total += pipeline(i)
print(total)
