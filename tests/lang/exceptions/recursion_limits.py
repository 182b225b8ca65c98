"""RecursionError in functions, methods, repr, comparison, attributes."""
# runner: audit-every=2000
import sys

sys.setrecursionlimit(200)


def down(n):
    return down(n + 1)


class A:
    def __repr__(self):
        return repr(self)

    def __eq__(self, other):
        return self == other

    def __getattr__(self, name):
        return getattr(self, name)

    def __call__(self):
        return self()

    def __len__(self):
        return len(self)

    def __hash__(self):
        return hash(self)

    def __iter__(self):
        return iter(self)

    def __add__(self, other):
        return self + other

    @property
    def p(self):
        return self.p


def gen():
    yield from gen()


def lists(n):
    x = []
    for _ in range(n):
        x = [x]
    return x


a = A()
for code in ("down(0)", "repr(a)", "a == a", "a.missing", "a()", "len(a)",
             "hash(a)", "iter(a)", "a + 1", "a.p", "list(gen())", "{a}",
             "(f := lambda: f())()",
             "repr(lists(300))", "lists(300) == lists(300)",
             "[down(x) for x in range(3)]", "eval('down(1)')"):
    try:
        eval(code)
        print(code, "fine")
    except RecursionError as error:
        print(code, "->", error)
depth = 0


def count():
    global depth
    depth += 1
    count()


try:
    count()
except RecursionError:
    print(depth)
print(sys.getrecursionlimit())
for wrong in (0, -1, "x", 1.5, 2**40):
    try:
        sys.setrecursionlimit(wrong)
    except (ValueError, TypeError, OverflowError) as error:
        print(type(error).__name__, error)
