"""Closures: cells, late binding, nonlocal, memory of calls, partial."""
# runner: audit-every=20
from functools import partial, reduce, wraps


def counter(start=0):
    count = start

    def step(by=1):
        nonlocal count
        count += by
        return count

    def reset():
        nonlocal count
        count = start

    step.reset = reset
    return step


a, b = counter(), counter(10)
print(a(), a(), b(), a(5), b(-1))
a.reset()
print(a(), a.__closure__[0].cell_contents, a.__code__.co_freevars)

late = [lambda: i for i in range(3)]
early = [lambda i=i: i for i in range(3)]
print([f() for f in late], [f() for f in early])


def append_to(item, target=[]):
    target.append(item)
    return target


print(append_to(1), append_to(2), append_to(3, []), append_to.__defaults__)


def memoize(function):
    known = {}

    @wraps(function)
    def inner(*args):
        if args not in known:
            known[args] = function(*args)
        return known[args]

    inner.known = known
    return inner


@memoize
def ways(n, coins=(50, 20, 10, 5, 2, 1)):
    """How many ways there are to pay n."""
    if n == 0:
        return 1
    if n < 0 or not coins:
        return 0
    return ways(n - coins[0], coins) + ways(n, coins[1:])


print(ways(30), len(ways.known), ways.__name__, ways.__doc__)


def compose(*functions):
    return reduce(lambda f, g: lambda x: f(g(x)), functions, lambda x: x)


print(compose(str, abs, lambda x: x - 10)(3))
power = lambda base, exponent: base ** exponent  # noqa: E731
square = partial(power, exponent=2)
print(square(7), square.func is power, square.keywords, partial(max, 5)(3, 9))


def outer():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x = "changed by inner"
        inner()
        return x
    return middle() + " / " + x


print(outer())
x = "global"


def shadow():
    try:
        print(x)
    except UnboundLocalError as error:
        print(error)
    x = "local"
    return locals()


print(shadow(), x)
try:
    exec("def f():\n    nonlocal y\n")
except SyntaxError as error:
    print(error.msg)
