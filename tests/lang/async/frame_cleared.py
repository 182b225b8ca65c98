"""frame.clear() ends a generator or coroutine as its finalizer does: with the
warning, and errors are only reported."""
# runner: audit-every=50 timeout=60
import sys
import types
import warnings


async def work():
    pass


def gen():
    try:
        yield 1
    finally:
        print("cleaned")


def bad():
    try:
        yield 1
    finally:
        raise ValueError("at the end")

sys.unraisablehook = lambda u: print("unraisable", u.exc_value)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    c = work()
    c.cr_frame.clear()
    print([str(w.message) for w in caught])
    c.close()
    c = work()
    c.close()
    print(len(caught), c.cr_frame)
g = gen()
next(g)
print(g.gi_frame.clear(), list(g))
g = gen()
g.gi_frame.clear()
print(list(g))
b = bad()
next(b)
print(b.gi_frame.clear(), list(b))


def own():
    yield sys._getframe().clear()

try:
    next(own())
except RuntimeError as error:
    print(error)


async def agen():
    yield 1

for cls in types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType:
    print(cls.__dict__["__name__"].__doc__, "/",
          cls.__dict__["__qualname__"].__doc__)
