"""What an OrderedDict costs, holds and lets go."""
# runner: audit-every=20
import gc
import sys
import weakref
from collections import OrderedDict

# Sizes: the dict, a table of nodes, the nodes.
print([sys.getsizeof(OrderedDict.fromkeys(range(n)))
       for n in (0, 1, 5, 6, 10, 11, 40, 200, 3000)])
d = OrderedDict()
for i in range(100):
    d[str(i)] = i
print(sys.getsizeof(d))
for i in range(95):
    del d[str(i)]
print(sys.getsizeof(d), len(d), list(d))
d.clear()
print(sys.getsizeof(d))
try:
    del d['x']
except KeyError:
    print(sys.getsizeof(d))
d['x'] = 1
d.popitem()
print(sys.getsizeof(d), sys.getsizeof(d.copy()))
d.note = 1
print(sys.getsizeof(d), sys.getsizeof(iter(d)), sys.getsizeof(d.items()))


class Sub(OrderedDict):
    pass


class Slots(OrderedDict):
    __slots__ = 'one',


print(sys.getsizeof(Sub()), sys.getsizeof(Slots()), sys.getsizeof(Sub(a=1)))
print(OrderedDict.__basicsize__, OrderedDict.__dictoffset__,
      OrderedDict.__weakrefoffset__, Sub.__dictoffset__)


class Key:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __del__(self):
        print('gone', self.name)


# Counts: the dict has the key once, its node once.
key, value = Key('k'), Key('v')
d = OrderedDict({key: value})
print(sys.getrefcount(key), sys.getrefcount(value))
d.move_to_end(key)
d[key] = value
print(sys.getrefcount(key), sys.getrefcount(value))
print(gc.get_referents(d))
iterator = iter(d.items())
print(sys.getrefcount(key), sys.getrefcount(d))
next(iterator)
print(sys.getrefcount(key), sys.getrefcount(d))
list(iterator)
print(sys.getrefcount(key), sys.getrefcount(d))
del iterator
print(sys.getrefcount(key), sys.getrefcount(value))
d.pop(key)
print(sys.getrefcount(key), sys.getrefcount(value))
d[key] = value
copy = d.copy()
print(sys.getrefcount(key), sys.getrefcount(value))
del copy
d.clear()
print(sys.getrefcount(key), sys.getrefcount(value))
d[key] = value
del key, value
print('still here')
del d
print('dead')

# Order of deaths.
d = OrderedDict((name, Key(name)) for name in 'abc')
d.move_to_end('a')
del d['b']
d['c'] = None
d = None

# Weak references, cycles.
d = OrderedDict(a=1)
r = weakref.ref(d, lambda r: print('callback'))
print(r() is d)
del d
print(r())


class Node(OrderedDict):
    def __del__(self):
        print('collected', sorted(k for k in self if k != 'self'))


gc.collect()
for cycle in 'value', 'attribute', 'key':
    n = Node({cycle: 1})
    if cycle == 'value':
        n['self'] = n
    elif cycle == 'attribute':
        n.self = n
    else:
        n['self'] = iter(n)
    del n
    print(cycle, gc.collect() > 0)
plain = OrderedDict()
plain['me'] = plain
r = weakref.ref(plain)
del plain
print(gc.collect(), r())

# A deep nest.
nest = OrderedDict()
for i in range(3000):
    nest = OrderedDict(inner=nest)
del nest
print('unnested')


# A key whose comparison changes the dict.
class Odd:
    armed = None

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 7

    def __eq__(self, other):
        if Odd.armed is not None:
            target, Odd.armed = Odd.armed, None
            target.clear()
        return self.n == other.n


d = OrderedDict((Odd(i), i) for i in range(6))
print(list(d.values()), d.pop(Odd(3)), list(d.values()))
d.move_to_end(Odd(0))
print(list(d.values()), d[Odd(5)])
Odd.armed = d
d[Odd(9)] = 9
print(len(d), list(d.values()))
