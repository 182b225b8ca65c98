"""Coroutines passing values along: send, yield from, await."""
import types


def averager():
    total, count, mean = 0.0, 0, None
    while True:
        value = yield mean
        total += value
        count += 1
        mean = total / count


def chain(n):
    for i in range(n):
        yield from inner(i)


def inner(i):
    yield i
    return i


@types.coroutine
def pause():
    yield


async def worker(n):
    total = 0
    for i in range(n):
        await pause()
        total += i
    return total


mean = averager()
next(mean)
for i in range(600000):
    last = mean.send(i)
tasks = [worker(12000) for _ in range(40)]
results = []
while tasks:
    for task in tasks[:]:
        try:
            task.send(None)
        except StopIteration as stop:
            results.append(stop.value)
            tasks.remove(task)
print(last, sum(chain(1200000)), sum(results))
