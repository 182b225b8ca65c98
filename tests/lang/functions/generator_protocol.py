"""send, throw, close, yield from, gi_ attributes, StopIteration values."""


def g(n):
    received = []
    try:
        for i in range(n):
            received.append((yield i))
    except ValueError as error:
        received.append(str(error))
        yield "caught"
    finally:
        print("finally", received)
    return received


x = g(3)
print(x.gi_running, x.gi_frame is not None, x.gi_yieldfrom, x.__name__)
try:
    x.send(1)
except TypeError as error:
    print(error)
print(next(x), x.send("a"), x.throw(ValueError("v")))
try:
    next(x)
except StopIteration as stop:
    print(stop.value, stop.args, x.gi_frame)
print(next(x, "over"), list(x), x.close())
y = g(2)
print(next(y), y.close(), y.gi_frame)
z = g(1)
try:
    z.throw(KeyError("unstarted"))
except KeyError as error:
    print(error, z.gi_frame)
for args in ((5,), (ValueError, "v"), (ValueError, ValueError("w")),
             (ValueError("x"), "y"), (int,), (ValueError, None, 5), ()):
    t = g(1)
    next(t)
    try:
        print(t.throw(*args))
    except (TypeError, ValueError) as error:
        print(args and args[0], type(error).__name__, error)


def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            print("not yet")
            yield 2
            return


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as error:
    print(error)


def outer():
    result = yield from g(2)
    print("result", result)
    yield from "ab"
    yield from [1, 2]
    return "done"


o = outer()
print(next(o), o.gi_yieldfrom.__name__, o.send("s"), o.throw(ValueError("in")))
print(list(o))


def bad():
    raise StopIteration(5)
    yield


try:
    next(bad())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def self_next():
    yield next(me)


me = self_next()
try:
    next(me)
except ValueError as error:
    print(error)


def wrong_from():
    yield from 5


try:
    next(wrong_from())
except TypeError as error:
    print(error)
gen = (i * j for i in range(3) for j in range(2) if i)
print(list(gen), list(gen), gen.__name__, gen.__qualname__)
for code in ("x.gi_frame = 1", "x.__name__ = 5", "x.nope", "len(x)", "x[0]",
             "x + 1", "type(x)()", "(i for i in 5)", "[*(1 for _ in 'ab')]"):
    try:
        print(code, exec(code))
    except (TypeError, AttributeError) as error:
        print(code, type(error).__name__, error)
