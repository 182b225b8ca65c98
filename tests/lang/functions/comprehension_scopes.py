"""Comprehensions: scopes, nesting, conditions, evaluation order, errors."""
from _show import show, syntax

x = "global"
print([x for x in range(3)], x)
print([[y for y in range(n)] for n in range(4)])
print([(a, b) for a in range(3) for b in range(a) if a != b])
print({k: v for k, v in zip("ab", [1, 2])}, {c.upper() for c in "aa"})
print([i if i % 2 else -i for i in range(5) if i if i < 4])
print(list(i for i in [1] for i in [2, i]), [i for i, in [(1,), (2,)]])
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
print([a for *a, b in [(1, 2, 3)]], [d["k"] for d["k"] in [1, 2]]
      if (d := {}) is not None else 0, d)


class Scope:
    n = 3
    first = [i for i in range(n)]
    try:
        second = [n for i in range(2)]
    except NameError as error:
        second = str(error)


print(Scope.first, Scope.second)
log = []


def note(v):
    log.append(v)
    return v


print({note("k" + str(i)): note(i) for i in note([1, 2]) if note(True)}, log)
gen = (note(i) for i in note("ab"))
log.clear()
print(log, next(gen), log)
try:
    gen = (i for i in 5)
except TypeError as error:
    print("at once", error)
gen = (j for i in [1] for j in 5)
try:
    next(gen)
except TypeError as error:
    print("later", error)


def local():
    v = 1
    return [v + w for w in range(2)], [locals() for _ in "a"]


print(local())
show(r"""
[1 / i for i in (1, 0)]
[undefined for i in range(1)]
[i for i in undefined]
[i for i in None]
{[]: i for i in 'a'}
{[] for i in 'a'}
{i: j for i, j in [(1, 2, 3)]}
[i for i in range(3)][5]
[i := i for j in 'a']
sum(i for i in range(4)), max((i for i in 'ab'), key=ord)
[(yield_ := i) for i in 'ab'], yield_
[lambda: k for k in 'ab'][0]()
""")
syntax("[i for i in range(3) for]", "[for i in x]", "[i for 5 in x]",
       "[i for f() in x]", "[i for i.a in x]", "[*i for i in x]",
       "{**i for i in x}", "[i, j for i in x]", "{i, j for i in x}",
       "f(i for i in x, 1)", "f(1, i for i in x)", "f(i for i in x)",
       "[i for i in x if]", "[i for i in x else 1]", "[yield i for i in x]",
       "[(yield i) for i in x]", "{i: for i in x}", "{i: j for i in x",
       "[i async for i in x]", "[await i for i in x]", "(i for i in x) = 1",
       "[i for i in x] += 1", "del [i for i in x]", "[i for i in *x]",
       "[i for i in 1, 2]", "class A(i for i in x): pass", "f(*i for i in x)",
       "f(**i for i in x)", "[i if i for i in x]", "{i: *j for i in x}",
       "def f(): [(yield) for i in x]", "[lambda: (yield) for i in x]")
