"""A small event loop with generators: tasks, sleeping, channels."""
# runner: audit-every=200 timeout=90
import heapq
import itertools
from collections import deque


class Sleep:
    def __init__(self, seconds):
        self.seconds = seconds


class Channel:
    def __init__(self):
        self.items, self.waiting = deque(), deque()


class Put:
    def __init__(self, channel, item):
        self.channel, self.item = channel, item


class Take:
    def __init__(self, channel):
        self.channel = channel


class Loop:
    def __init__(self):
        self.time, self.ready, self.sleeping = 0, deque(), []
        self.counter = itertools.count()
        self.results = {}

    def spawn(self, name, task):
        self.ready.append((name, task, None))

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.time, _, name, task = heapq.heappop(self.sleeping)
                self.ready.append((name, task, None))
            name, task, value = self.ready.popleft()
            try:
                request = task.send(value)
            except StopIteration as e:
                self.results[name] = e.value
                print(f"{self.time:>4} {name} ends with {e.value}")
                continue
            except Exception as e:
                print(f"{self.time:>4} {name} fails: {e!r}")
                continue
            self.handle(name, task, request)

    def handle(self, name, task, request):
        match request:
            case None:
                self.ready.append((name, task, None))
            case Sleep(seconds=s):
                heapq.heappush(self.sleeping, (self.time + s,
                                               next(self.counter), name, task))
            case Put(channel=c, item=item):
                if c.waiting:
                    other, waiter = c.waiting.popleft()
                    self.ready.append((other, waiter, item))
                else:
                    c.items.append(item)
                self.ready.append((name, task, None))
            case Take(channel=c) if c.items:
                self.ready.append((name, task, c.items.popleft()))
            case Take(channel=c):
                c.waiting.append((name, task))


loop, channel = Loop(), Channel()


def producer(n):
    for i in range(n):
        yield Sleep(2)
        print(f"{loop.time:>4} made {i}")
        yield Put(channel, i)
    yield Put(channel, None)
    return n


def consumer():
    total = 0
    while (item := (yield Take(channel))) is not None:
        print(f"{loop.time:>4} took {item}")
        total += item
    return total


def twice(task):
    first = yield from task
    yield
    return first * 2


def failing():
    yield Sleep(3)
    raise RuntimeError("broken")


loop.spawn("producer", twice(producer(3)))
loop.spawn("consumer", consumer())
loop.spawn("failing", failing())
loop.run()
print(loop.results)
