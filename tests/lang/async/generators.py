"""Async generators: driven by hand, without an event loop."""
import sys
import types


@types.coroutine
def pause(value):
    return (yield value)


def drive(coroutine, *answers):
    """Runs a coroutine to its end; prints what it sends to the loop."""
    answers = list(answers)
    sent = None
    while True:
        try:
            print("loop gets", coroutine.send(sent))
        except StopIteration as stop:
            return stop.value
        sent = answers.pop(0) if answers else None


async def count(n):
    for i in range(n):
        got = await pause("pause %d" % i)
        try:
            back = yield i
        finally:
            print("after", i, got)
        if back is not None:
            print("sent in", back)


async def use():
    async for i in count(3):
        print("item", i)
    print([i async for i in count(2)], {i async for i in count(1)})
    print([x async for x in count(4) if x % 2])
    print({x: x * x async for x in count(2)})
    return "done"


print(drive(use(), "a", "b", "c"))


async def steps():
    g = count(5)
    print(type(g).__name__, g.__name__, g.ag_running, g.ag_code.co_name, g.ag_await)
    print(await g.__anext__())
    print(await g.asend("hello"))
    try:
        await g.athrow(ValueError("thrown"))
    except ValueError as error:
        print("came out:", error)
    try:
        await g.__anext__()
    except StopAsyncIteration:
        print("it is over")
    h = count(5)
    print(await h.__anext__())
    await h.aclose()
    await h.aclose()
    print(await anext(count(0), "default"), await anext(count(1), "default"))
    try:
        await anext(count(0))
    except StopAsyncIteration as stop:
        print(repr(stop))


drive(steps())


async def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


async def close_it():
    g = stubborn()
    await g.__anext__()
    try:
        await g.aclose()
    except RuntimeError as error:
        print(error)


drive(close_it())


async def wrong():
    yield 1
    raise StopIteration


async def also_wrong():
    yield 1
    raise StopAsyncIteration


async def errors():
    for f in (wrong, also_wrong):
        try:
            async for _ in f():
                pass
        except RuntimeError as error:
            print(error, type(error.__cause__).__name__)
    g = count(2)
    first = g.__anext__()
    await first
    try:
        await first
    except RuntimeError as error:
        print(error)
    try:
        await g.athrow()
    except TypeError as error:
        print(error)
    for thing in (1, [1]):
        try:
            async for _ in thing:
                pass
        except TypeError as error:
            print(error)


drive(errors())
log = []
sys.set_asyncgen_hooks(firstiter=lambda g: log.append("first " + g.__name__),
                       finalizer=lambda g: log.append("last " + g.__name__))


async def leave_early():
    async for i in count(3):
        break


drive(leave_early())
print(log, sys.get_asyncgen_hooks()[0] is not None)
sys.set_asyncgen_hooks(None, None)
print(sys.get_asyncgen_hooks())
for bad in ({"firstiter": 1}, {"finalizer": 2}):
    try:
        sys.set_asyncgen_hooks(**bad)
    except TypeError as error:
        print(error)
