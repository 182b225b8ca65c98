"""Generators: send, throw, close, return values, yield from."""
def g():
    x = yield 1
    print("got", x)
    try: y = yield 2
    except ValueError as e: print("caught", e); yield "after"
    return "result"
i = g(); print(next(i), i.send("s"), i.throw(ValueError("t")))
try: next(i)
except StopIteration as e: print(e.value)
print(next(i, "default"))
def h():
    r = yield from g2(); print("r", r); yield from [1, 2]; yield from range(2)
def g2():
    try: yield "a"; return "val"
    finally: print("closing")
print(list(h()))
i = h(); next(i); i.close(); print(i.gi_frame)
def bad():
    try: yield 1
    except GeneratorExit: yield 2
b = bad(); next(b)
try: b.close()
except RuntimeError as e: print(e)
try: g().send(1)
except TypeError as e: print(e)
def s():
    raise StopIteration(5)
    yield
try: next(s())
except RuntimeError as e: print(e, repr(e.__cause__))
def me():
    yield next(m)
m = me()
try: next(m)
except ValueError as e: print(e)
e = (x * y for x in range(3) for y in range(x)); print(list(e), e.gi_running, g.__name__)
def fin():
    try: yield
    finally: print("finalized")
f = fin(); next(f); del f
print(i.__name__, i.__qualname__, g().gi_code.co_name, g().gi_yieldfrom)
