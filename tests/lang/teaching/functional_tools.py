"""functools and operator: singledispatch, reduce, partial, caches, ordering."""
# runner: audit-every=500
import functools
import itertools
import operator
from collections import namedtuple
from functools import cache, cmp_to_key, lru_cache, partial, partialmethod, reduce, singledispatch


@singledispatch
def show(value):
    return f"something: {value!r}"


@show.register
def _(value: int):
    return f"number {value}"


@show.register(list)
@show.register(tuple)
def _(value):
    return "[" + "; ".join(map(show, value)) + "]"


@show.register
def _(value: str | bytes if False else str):
    return f"text {value}"


class Special(int):
    pass


print(show(3), show([1, "a", (2.5,)]), show(Special(7)), show(None), show(True))
print(show.dispatch(bool) is show.dispatch(int), sorted(c.__name__ for c in show.registry))


class Formatter:
    @functools.singledispatchmethod
    def format(self, value):
        raise NotImplementedError(type(value).__name__)

    @format.register
    def _(self, value: float):
        return f"{value:.2f}"


print(Formatter().format(2.345))
try:
    Formatter().format("x")
except NotImplementedError as error:
    print("no way to format", error)
print(reduce(operator.mul, range(1, 7)), reduce(lambda a, b: f"({a}{b})", "abcd"),
      reduce(operator.add, [], 0), list(itertools.accumulate([3, 1, 4], max)))
try:
    reduce(operator.add, [])
except TypeError as error:
    print(error)


@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info(), fib.cache_parameters())


@lru_cache(maxsize=2)
def slow(x, *, y=0):
    print("  computing", x, y)
    return x + y


print(slow(1), slow(2), slow(1), slow(3), slow(2), slow(2, y=1), slow.cache_info())
slow.cache_clear()
print(slow.__wrapped__(9), slow.cache_info())
try:
    slow([])
except TypeError as error:
    print(error)


class Cell:
    def __init__(self):
        self.alive = False

    def set_state(self, state, why=""):
        self.alive = state
        return f"{state}{why}"

    wake = partialmethod(set_state, True)
    sleep = partialmethod(set_state, False, why=" (tired)")


cell = Cell()
print(cell.wake(), cell.alive, cell.sleep(), cell.alive)
binary = partial(int, base=2)
print(binary("1011"), binary.func, binary.args, binary.keywords, repr(partial(print, 1, end="")))
words = ["banana", "Apple", "cherry", "date"]
print(sorted(words, key=cmp_to_key(lambda a, b: len(a) - len(b) or (a > b) - (a < b))))
Person = namedtuple("Person", "name age city", defaults=["Berlin"])
people = [Person("Ada", 36), Person("Bob", 25, "Rome"), Person("Cy", 25)]
print(sorted(people, key=operator.attrgetter("age", "name")), people[0]._replace(age=37), Person._fields)
print({age: [p.name for p in group] for age, group in itertools.groupby(
    sorted(people, key=operator.itemgetter(1)), key=operator.itemgetter(1))})
print(list(map(operator.methodcaller("upper"), words[:2])), operator.itemgetter(1, -1)("abc"),
      list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.zip_longest("ab", "c", fillvalue="-")))
for bad in (lambda: Person("x"), lambda: people[0].__setattr__("age", 1), lambda: namedtuple("P", "class"),
            lambda: Person._make([1])):
    try:
        bad()
    except (TypeError, AttributeError, ValueError) as error:
        print(type(error).__name__ + ":", error)


def logged(prefix):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            result = function(*args, **kwargs)
            print(f"{prefix}{function.__name__}{args}{kwargs or ''} = {result}")
            return result
        return inner
    return decorate


@logged("> ")
@logged("- ")
def add(a, b=1):
    """Adds."""
    return a + b


add(1), add(2, b=3)
print(add.__name__, add.__doc__, add.__wrapped__.__wrapped__(5))
