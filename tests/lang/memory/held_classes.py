"""Native classes that their instances hold: functools, operator, re, os..."""
import _lsprof
import functools
import gc
import operator
import os
import pwd
import re
import sys
import time


def f(x):
    return x


cached = functools.lru_cache(f)
cached(1)
group = re.compile("(?P<a>b)")
for what, make in {
        "partial": lambda: functools.partial(f),
        "lru_cache": lambda: functools.lru_cache(lambda: 1),
        "key": lambda: functools.cmp_to_key(f),
        "itemgetter": lambda: operator.itemgetter(1),
        "itemgetter 2": lambda: operator.itemgetter(1, 2),
        "methodcaller": lambda: operator.methodcaller("a"),
        "attrgetter": lambda: operator.attrgetter("a"),
        "match": lambda: group.match("b"),
        "stat": lambda: os.stat("/"),
        "uname": os.uname,
        "time": lambda: time.gmtime(0),
        "passwd": lambda: pwd.getpwuid(0),
        "terminal": lambda: os.terminal_size((1, 2)),
        "flags": lambda: sys.flags,
        "profiler": _lsprof.Profiler}.items():
    o = make()
    t = type(o)
    before = sys.getrefcount(t)
    many = [make() for i in range(5)]
    now = sys.getrefcount(t)
    del many
    print(what, sys.getsizeof(o), now - before, sys.getrefcount(t) - before,
          gc.get_referents(o).count(t), bool(t.__flags__ & 512),
          t.__basicsize__, t.__dictoffset__, t.__weakrefoffset__)

for o in (functools.partial(f), functools.cmp_to_key(f),
          operator.itemgetter(1), operator.itemgetter(1, 2),
          group.match("b"), os.uname(), _lsprof.Profiler()):
    print(*[type(x).__name__ for x in gc.get_referents(o)])
print(*[type(x).__name__ for x in gc.get_referents(cached)][-6:])
print(gc.get_referents(cached)[0] is type(cached))


class Partial(functools.partial):
    pass


before = sys.getrefcount(Partial)
p = Partial(f)
print(sys.getrefcount(Partial) - before, gc.get_referents(p).count(Partial))
del p
print(sys.getrefcount(Partial) - before)
profiler = _lsprof.Profiler(lambda: 0)
profiler.enable()
f(1)
profiler.disable()
print([row.callcount for row in profiler.getstats()
       if row.code is f.__code__])
profiler.clear()
print(profiler.getstats())
