"""Decorators: order, arguments, classes, any expression."""
import functools


def note(text):
    print("make", text)

    def decorate(f):
        print("apply", text, f.__name__)

        @functools.wraps(f)
        def wrapper(*args, **kw):
            print("call", text)
            return f(*args, **kw)
        return wrapper
    return decorate


@note("outer")
@note("inner")
def add(a, b):
    "Adds."
    return a + b


print(add(1, 2), add.__name__, add.__doc__, add.__wrapped__.__wrapped__)


@lambda c: c.__name__
class Named:
    pass


print(Named)


@[print, str][1]
def text():
    pass


print(text[:14])


@(d := note)("walrus")
def w():
    pass


w()


class Count:
    def __init__(self, f):
        functools.update_wrapper(self, f)
        self.f, self.n = f, 0

    def __call__(self, *a):
        self.n += 1
        return self.f(*a)

    def __get__(self, instance, owner):
        return functools.partial(self, instance)


@Count
def twice(x):
    return x * 2


print(twice(3), twice(4), twice.n, twice.__name__)


class K:
    @Count
    def m(self, x):
        return self.__class__.__name__, x

    @staticmethod
    @note("static")
    def s(x):
        return x

    @classmethod
    @functools.lru_cache(maxsize=None)
    def c(cls, n):
        return n if n < 2 else cls.c(n - 1) + cls.c(n - 2)


k = K()
print(k.m(1), K.s(2), K.c(30))
for source in ("@5\ndef f(): pass", "@None\nclass C: pass",
               "@undefined\ndef f(): pass", "@(lambda: 0)\ndef f(): pass",
               "@print()\ndef f(): pass", "@1 / 0\ndef f(): pass"):
    try:
        exec(source)
    except Exception as error:
        print(type(error).__name__, error)
order = []


@order.append
@(lambda f, _=order.append("second"): f)
def evaluated(x=order.append("default")) -> order.append("annotation"):
    pass


print([o if isinstance(o, str) else o.__name__ for o in order], evaluated)
