"""Iterators of itertools are copied and pickled in the middle."""
# runner: audit-every=2000
from itertools import *
import operator, copy, pickle
def show(it, *steps):
    out = []
    for n in (0, 1, 2, 5):
        i = it()
        try:
            for _ in range(n): next(i)
        except StopIteration: pass
        try: out.append(str(i.__reduce__()))
        except Exception as e: out.append(repr(e))
        try:
            c = copy.copy(i)
            out.append(str(list(islice(c, 6))))
        except Exception as e: out.append(repr(e))
        try:
            c = pickle.loads(pickle.dumps(i))
            out.append(str(list(islice(c, 6))))
        except Exception as e: out.append(repr(e))
    for o in out:
        print(o)
    print()
show(lambda: cycle("abc"))
show(lambda: cycle([]))
show(lambda: chain("abc", "de"))
show(lambda: accumulate([1, 2, 3]))
show(lambda: accumulate([1, 2, 3], operator.mul, initial=7))
show(lambda: accumulate([None, None, 3], max if 0 else operator.is_))
show(lambda: combinations("abcd", 2))
show(lambda: combinations("abcd", 9))
show(lambda: combinations_with_replacement("abc", 2))
show(lambda: permutations("abc", 2))
show(lambda: permutations("ab"))
show(lambda: product("ab", "cd"))
show(lambda: product("ab", ""))
show(lambda: product("a"))
show(lambda: compress("abcd", [1, 0, 1, 1]))
show(lambda: filterfalse(None, [0, 1, 0, 2]))
show(lambda: dropwhile(bool, [1, 0, 1, 2]))
show(lambda: takewhile(bool, [1, 1, 0, 2]))
show(lambda: starmap(pow, [(1, 2), (2, 3)]))
show(lambda: count())
show(lambda: count(5, 2))
show(lambda: count(2**63))
show(lambda: repeat("x"))
show(lambda: repeat("x", 3))
show(lambda: islice("abcdef", 1, 5, 2))
show(lambda: islice("abcdef", None))
show(lambda: islice("abc", 1))
show(lambda: zip_longest("abc", "d", fillvalue=0))
show(lambda: zip_longest())
show(lambda: groupby([1, 1, 2]))
show(lambda: groupby([1, 1, 2], key=operator.neg))
show(lambda: next(groupby([1, 1, 2]))[1])
g = groupby([1, 1, 2, 2])
k, v = next(g); print(str(v.__reduce__())[:30], list(copy.copy(v))); next(g); print(str(v.__reduce__())[:50])
show(lambda: pairwise([1, 2, 3]))
show(lambda: tee([1, 2, 3])[0])
def tryit(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
for make in (lambda: cycle("ab"), lambda: chain("ab"), lambda: permutations("abc", 2), lambda: product("ab", "cd"), lambda: combinations("abc", 2), lambda: combinations_with_replacement("abc", 2), lambda: groupby("ab"), lambda: islice("abc", 2), lambda: zip_longest("a"), lambda: takewhile(bool, [1]), lambda: accumulate([1, 2]), lambda: tee("ab")[0]):
    for state in (None, (), ([], 1), ([], "1"), (1, 2), (1, 2, 3), [1], 3, ((1, 2), (1, 2)), ((1,2,3),(9,9)), (9, 9), (-1, -1), ("ab", "c"), (iter("ab"), iter("c"))):
        i = make()
        tryit(lambda: i.__setstate__(state))
        tryit(lambda: list(islice(i, 8)))
tryit(lambda: count(1j)); tryit(lambda: next(count(1j, 2)))
class S(repeat):
    def __init__(self, newarg=None): pass
tryit(lambda: list(S("a", 3)))
for c in (chain, product, permutations, combinations, cycle, filterfalse, starmap, takewhile, islice, repeat, count, compress, accumulate, groupby, zip_longest, pairwise, combinations_with_replacement, dropwhile):
    class T(c):
        def __init__(self, *a, newarg=None): pass
    tryit(lambda: c([1], bogus=1))
    tryit(lambda: T([1], newarg=1))
    tryit(lambda: sorted(n for n in dir(c) if n not in dir(object)))
    tryit(lambda: c.__reduce__.__doc__)

import collections
d = collections.deque(range(5))
for it in (iter(d), reversed(d), reversed([1, 2, 3]), iter(range(2**70, 2**70 + 3))):
    next(it)
    print(type(it).__name__, list(copy.copy(it)), it.__reduce__()[1:])
for e in (OSError(2, "x", "f"), OSError(2, "x", "f", None, "g"), ImportError("a", name="n"), FileNotFoundError(2, "no", "p")):
    f = pickle.loads(pickle.dumps(e))
    print(repr(f), f, f.__reduce__(), getattr(f, "name", None), getattr(f, "filename2", None))
