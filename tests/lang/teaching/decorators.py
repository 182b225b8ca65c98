"""Decorators: with and without arguments, stacked, on classes and methods,
that keep names, count, time out by number, register and check types."""
# runner: audit-every=200 timeout=90
import functools
import inspect


def trace(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        shown = ", ".join([*map(repr, args),
                           *(f"{k}={v!r}" for k, v in kwargs.items())])
        print(f"-> {function.__name__}({shown})")
        result = function(*args, **kwargs)
        print(f"<- {result!r}")
        return result
    return wrapper


def repeat(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return [function(*args, **kwargs) for _ in range(times)]
        return wrapper
    return decorate


@trace
@repeat(2)
def greet(name, *, mark="!"):
    """Greets."""
    return "hello " + name + mark


print(greet("ann", mark="?"))
print(greet.__name__, greet.__doc__, greet.__wrapped__.__wrapped__("bob"))
print(inspect.signature(greet))


class Counter:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args)

    def __get__(self, instance, owner):
        return self if instance is None else functools.partial(self, instance)


class Point:
    def __init__(self, x):
        self.x = x

    @Counter
    def move(self, by):
        self.x += by
        return self.x


p = Point(1)
print(p.move(2), p.move(3), Point.move.calls, Point.move.__name__)

registry = {}


def register(name):
    def decorate(thing):
        registry[name] = thing
        return thing
    return decorate


@register("circle")
class Circle:
    pass


@register("area")
def area(r):
    return 3 * r * r


print(registry["circle"] is Circle, registry["area"](2))


def checked(function):
    hints = function.__annotations__
    names = inspect.signature(function).parameters

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        for name, value in {**dict(zip(names, args)), **kwargs}.items():
            want = hints.get(name, object)
            if not isinstance(value, want):
                raise TypeError(f"{name} must be {want.__name__}, "
                                f"not {type(value).__name__}")
        return function(*args, **kwargs)
    return wrapper


@checked
def scale(text: str, factor: int = 2) -> str:
    return text * factor


print(scale("ab"), scale("x", factor=3))
try:
    scale("ab", "3")
except TypeError as e:
    print(e)


def singleton(cls):
    instances = {}

    @functools.wraps(cls, updated=())
    def get(*args):
        if cls not in instances:
            instances[cls] = cls(*args)
        return instances[cls]
    return get


@singleton
class Config:
    def __init__(self, value):
        self.value = value


print(Config(1) is Config(2), Config(3).value)


@functools.singledispatch
def describe(value):
    return f"something: {value}"


@describe.register
def _(value: int):
    return f"int {value}"


@describe.register(list)
@describe.register(tuple)
def _(value):
    return "sequence of " + ", ".join(describe(v) for v in value)


print(describe(5), describe("x"), describe([1, "a", (2,)]), describe(True))


@functools.total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


print(Version("1.2") < Version("1.10"), Version("2.0") >= Version("2.0"),
      max(map(Version, ["1.9", "1.11", "0.5"])).parts)
