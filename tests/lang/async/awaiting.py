"""await, async with, async comprehensions; coroutine objects."""
import types


@types.coroutine
def ask(what):
    return (yield what)


def drive(coroutine, answers=()):
    answers = iter(answers)
    sent = None
    try:
        while True:
            print("<", coroutine.send(sent))
            sent = next(answers, None)
    except StopIteration as stop:
        return stop.value


class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    async def __aenter__(self):
        await ask("enter " + self.name)
        return self

    async def __aexit__(self, kind, value, traceback):
        await ask("exit %s %s" % (self.name, kind and kind.__name__))
        return self.swallow


class Awaitable:
    def __await__(self):
        got = yield "awaitable"
        return got


async def main():
    async with Manager("a") as a, Manager("b"):
        print(a.name)
    async with Manager("c", swallow=True):
        raise KeyError("swallowed")
    try:
        async with Manager("d"):
            raise KeyError("kept")
    except KeyError as error:
        print(error)
    print(await Awaitable())
    return [await ask(i) for i in range(2)]


print(drive(main(), range(10, 40)))
c = main()
print(type(c).__name__, c.__name__, c.cr_running, c.cr_await, c.cr_code.co_name)
c.close()
c = Awaitable().__await__()
print(next(c))


async def plain():
    return 1


c = plain()
try:
    c.send(1)
except TypeError as error:
    print(error)
print(drive(c))
try:
    c.send(None)
except RuntimeError as error:
    print(error)


async def bad_await(thing):
    await thing


for thing in (1, "x", [1], print):
    try:
        drive(bad_await(thing))
    except TypeError as error:
        print(error)


class Liar:
    def __await__(self):
        return 3


try:
    drive(bad_await(Liar()))
except TypeError as error:
    print(error)


async def with_bad():
    async with 5:
        pass


try:
    drive(with_bad())
except TypeError as error:
    print(error)


async def thrown():
    try:
        await ask("waiting")
    except ValueError as error:
        return "caught " + str(error)


c = thrown()
print(c.send(None))
try:
    c.throw(ValueError("in"))
except StopIteration as stop:
    print(stop.value)
