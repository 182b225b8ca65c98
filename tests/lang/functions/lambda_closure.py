"""Lambdas and closures: late binding, cells, defaults, attributes."""


def make():
    return [lambda: i for i in range(3)], [lambda i=i: i for i in range(3)]


late, early = make()
print([f() for f in late], [f() for f in early])
print(late[0].__closure__[0] is late[1].__closure__[0])


def counter(start):
    def up(n=1):
        nonlocal start
        start += n
        return start
    up.reset = lambda: globals().update(was_reset=True)
    return up


up = counter(10)
print(up(), up(5), up.__closure__[0].cell_contents, up.__code__.co_freevars)
up.__closure__[0].cell_contents = 100
print(up())
up.reset()
print(was_reset)
cell = up.__closure__[0]
del cell.cell_contents
try:
    up()
except NameError as error:
    print(type(error).__name__, error)
try:
    cell.cell_contents
except ValueError as error:
    print(error)


def empty():
    def inner():
        return later
    try:
        inner()
    except NameError as error:
        print(error)
    later = 1
    return inner


print(empty()())
f = lambda x, *a, y=2, **k: (x, a, y, k)
print(f(1), f(1, 2, y=3, z=4), f.__name__, f.__defaults__, f.__kwdefaults__)
print(f.__qualname__, make.__qualname__, late[0].__qualname__, up.__qualname__)
f.__defaults__ = (7,)
print(f())
f.__defaults__ = None
f.__kwdefaults__ = {"y": "new"}
print(f(0))
for name, value in (("__defaults__", 5), ("__kwdefaults__", 5),
                    ("__name__", 5), ("__code__", 5), ("__closure__", ()),
                    ("__qualname__", None), ("__dict__", 5),
                    ("__globals__", {}), ("__annotations__", 5),
                    ("__code__", up.__code__)):
    try:
        setattr(f, name, value)
        print(name, "set")
    except (TypeError, AttributeError, ValueError) as error:
        print(name, type(error).__name__, error)


def default(x, acc=[]):
    acc.append(x)
    return acc


print(default(1), default(2), default(3, []), default.__defaults__)
print((lambda: (yield))().send(None))
compose = lambda *fs: (lambda x: x if not fs else fs[0](compose(*fs[1:])(x)))
print(compose(lambda x: x + 1, lambda x: x * 2)(5))
fact = lambda n: 1 if n < 2 else n * fact(n - 1)
print(fact(20), (lambda f: f(f, 5))(lambda f, n: n and n + f(f, n - 1)))
print([*map(lambda p: p[0] + p[1], [(1, 2), (3, 4)])])
print(sorted([3, -1, 2], key=lambda v: v * v), (lambda: ())(), (lambda: None)())
import types
print(types.FunctionType(late[0].__code__, {}, "name", None,
                         (types.CellType(9),))())
for wrong in ((late[0].__code__, {}), (5, {}), (late[0].__code__, {}, "n",
              None, ()), (late[0].__code__, {}, 5)):
    try:
        types.FunctionType(*wrong)
    except (TypeError, ValueError) as error:
        print(error)
