"""lru_cache: hits, the ring of what was used, keys, what the cache keeps
alive, and that a call takes one frame only."""
# runner: audit-every=300 timeout=60
import copy
import functools
import gc
import pickle
import sys
import traceback
import weakref


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(90), fib.cache_info(), fib.cache_parameters())
fib.cache_clear()
print(fib.cache_info(), fib(400) % 1000)
print(type(fib), fib.__name__, fib.__wrapped__.__name__, callable(fib))
print(sys.getsizeof(fib))


@functools.lru_cache(2)
def square(x):
    print("computing", x)
    return x * x


for x in (1, 2, 1, 3, 2, 1, 3):
    print(x, square(x), square.cache_info())


@functools.lru_cache(maxsize=8, typed=True)
def kind(x, *, y=0):
    return type(x).__name__, y


print(kind(1), kind(1.0), kind(True), kind(1, y=2), kind(1, y=2.0))
print(kind.cache_info())


@functools.lru_cache(maxsize=0)
def never(x):
    return x


never(1)
never(1)
print(never.cache_info())


@functools.cache
def untyped(*args, **kwargs):
    return args, kwargs


print(untyped(1, a=2), untyped(1, a=2), untyped((1, "a", 2)))
print(untyped(1), untyped(1.0), untyped("a"), untyped(("a",)))
print(untyped.cache_info())

for call in (lambda: untyped([]), lambda: untyped(a={}),
             lambda: functools.lru_cache("x"),
             lambda: functools._lru_cache_wrapper(3, 1, False, None),
             lambda: functools._lru_cache_wrapper(len, "1", False, None)):
    try:
        call()
    except TypeError as e:
        print(e)


@functools.lru_cache
def fails(x):
    return 1 / x


try:
    fails(0)
except ZeroDivisionError:
    traceback.print_exc(file=sys.stdout)
print(fails.cache_info())


class Thing:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    @functools.lru_cache(maxsize=1)
    def method(self, x):
        return Thing(self.name + x)

    @classmethod
    @functools.cache
    def made(cls, name):
        return cls(name)


a = Thing("a")
b = a.method("1")
print(b, a.method("1") is b, Thing.method.cache_info())
died = weakref.ref(a, lambda r: print("a died"))
del a
print("the cache keeps its key:", died() is not None)
Thing("c").method("2")
print("now it has another")
kept = weakref.ref(Thing.made("k"))
print(kept(), Thing.made("k") is kept())
Thing.made.cache_clear()
print(kept())

print(copy.copy(fib) is fib, copy.deepcopy(fib) is fib)
print(pickle.loads(pickle.dumps(fib)) is fib)


# A cycle through a result, and one through the wrapped function.
def make():
    @functools.lru_cache(4)
    def f(x):
        return [f, x]

    f(1)
    f.mark = 1
    return weakref.ref(f)


gc.collect()
r = make()
print(r() is not None, gc.collect() > 0, r())


# A call that comes to its own arguments.
@functools.lru_cache(3)
def again(n, depth=[0]):
    depth[0] += 1
    return again(n) if depth[0] < 3 else n


print(again(7), again.cache_info())


# The dict of the cache outlives the wrapper, and loses an entry behind it.
@functools.lru_cache(3)
def f(x):
    return [x]


f(1), f(2), f(3)
cache = [o for o in gc.get_referents(f) if type(o) is dict and 1 in o][0]
del cache[1]
print(f(1), f(4), f.cache_info().hits)
del f
cache.clear()
print(cache)
