"""collections.OrderedDict: its methods, their errors, its order."""
import copy
import pickle
from collections import OrderedDict


def show(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


d = OrderedDict([('a', 1), ('b', 2)], c=3)
print(d, len(d), list(d), list(reversed(d)))
print(d.keys(), d.values(), d.items())
print(list(reversed(d.keys())), list(reversed(d.values())),
      list(reversed(d.items())))
print(d.keys() & {'a', 'z'}, ('a', 1) in d.items(), 3 in d.values())
print(type(iter(d)).__name__, type(d.items()).__mro__)

# Order.
d.move_to_end('a')
print(d)
d.move_to_end('c', last=False)
print(d, dict(d), {**d})
d['b'] = 20
print(d)
del d['b']
d['b'] = 21
print(d, d.popitem(), d.popitem(last=False), d.popitem(False), d)
show(d.popitem)
show(lambda: d.move_to_end('x'))

# Methods.
d = OrderedDict.fromkeys('abc', 0)
print(d.pop('b'), d.pop('x', 'none'), d.setdefault('a', 5),
      d.setdefault('n'), d.setdefault(key='m', default=[]), d)
d.update({'u': 1}, v=2)
d.update([('w', 3)])
d.update(OrderedDict(x=4))
print(d, d.get('u'), d.get('zz'), 'u' in d)
print(d.copy() == d, d.copy() is d, type(d.copy()).__name__)
d.clear()
print(d, bool(d), d == {}, d == OrderedDict())
print(OrderedDict.fromkeys(iterable='ab', value=1))

# Equality looks at the order, unless the other is a plain dict.
x, y = OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)
print(x == y, x != y, x == {'b': 2, 'a': 1}, {'b': 2, 'a': 1} == x, x != 5)
print(x == OrderedDict(a=1, b=3), x == OrderedDict(a=1))
show(lambda: x < y)
show(lambda: hash(x))
print(x | y, x | {'z': 9}, {'z': 9} | x, type({'z': 9} | x).__name__)
show(lambda: x | [('q', 1)])
x |= [('q', 1)]
print(x)

# Errors.
for wrong in [lambda: OrderedDict(1, 2), lambda: OrderedDict(5),
              lambda: OrderedDict([1]), lambda: OrderedDict([()]),
              lambda: OrderedDict([(1,)]), lambda: OrderedDict([(1, 2, 3)]),
              lambda: x.update(1, 2), lambda: x.pop('nope'),
              lambda: x.pop(), lambda: x.popitem(1, 2),
              lambda: x['nope'], lambda: x.__delitem__('nope'),
              lambda: x.setdefault(), lambda: x.setdefault([], 1),
              lambda: OrderedDict.fromkeys(), lambda: x.move_to_end(),
              lambda: x.move_to_end([]), lambda: OrderedDict.update(), lambda: OrderedDict({}, [], a=1)]:
    show(wrong)

# Changes during a loop.
for name, change in [('add', lambda o: o.update(new=1)),
                     ('clear', lambda o: o.clear()),
                     ('del', lambda o: o.__delitem__('b')),
                     ('del first', lambda o: o.__delitem__('a')),
                     ('move', lambda o: o.move_to_end('a')),
                     ('move nothing', lambda o: o.move_to_end('c')),
                     ('set', lambda o: o.update(a=2)),
                     ('dict set', lambda o: dict.__setitem__(o, 'z', 1)),
                     ('dict del', lambda o: dict.__delitem__(o, 'b'))]:
    for view in 'keys', 'values', 'items':
        o = OrderedDict(a=1, b=2, c=3)
        iterator = iter(getattr(o, view)())
        next(iterator)
        change(o)
        print(name, view, end=' ')
        show(lambda: list(iterator))
        show(lambda: list(iterator))

# Changes that its list does not see.
o = OrderedDict(a=1, b=2)
dict.__setitem__(o, 'c', 3)
print(len(o), list(o), 'c' in o, o.pop('c', 'none'), o)
show(lambda: o.pop('c'))
dict.__delitem__(o, 'a')
show(lambda: repr(o))
show(o.copy)
show(lambda: list(o.items()))
o['a'] = 9
show(lambda: list(o))
o = OrderedDict(a=1)
dict.clear(o)
print(o, len(o))
o = OrderedDict()
dict.update(o, {'a': 1})
print(len(o), list(o), o == {'a': 1})

# Its own attributes; copies.
d = OrderedDict(a=[1])
d.mark = 'here'
for twin in copy.copy(d), copy.deepcopy(d), pickle.loads(pickle.dumps(d)):
    print(twin, twin.__dict__, twin['a'] is d['a'])
print(d.__reduce__()[:4], d.copy().__dict__)
print(iter(d.items()).__reduce__())
for protocol in range(6):
    iterator = iter(OrderedDict.fromkeys('abc').items())
    next(iterator)
    print(list(pickle.loads(pickle.dumps(iterator, protocol))),
          list(iterator))
d.me = d
d['me'] = d
print(d)


# Subclasses.
class Loud(OrderedDict):
    def __setitem__(self, key, value):
        print('set', key, value)
        super().__setitem__(key, value)

    def __getitem__(self, key):
        print('get', key)
        return super().__getitem__(key)

    def __delitem__(self, key):
        print('delete', key)
        super().__delitem__(key)

    def __missing__(self, key):
        return f'no {key}'


loud = Loud(a=1)
loud.update(b=2)
loud['c'] = 3
print(loud, loud['zz'], loud.get('zz'), loud.pop('a'), loud.popitem())
del loud['b']
print(loud.setdefault('s', 5), loud.setdefault('s', 6), loud.copy())
print(list(loud.items()), Loud.fromkeys('ab'), loud | {'k': 1})
show(lambda: loud.pop('zz'))


class Recent(OrderedDict):
    """The last few that were asked for."""

    def __init__(self, size):
        self.size = size
        super().__init__()

    def __getitem__(self, key):
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > self.size:
            del self[next(iter(self))]


recent = Recent(3)
for i in range(5):
    recent[i] = i * i
    recent[max(0, i - 1)]
print(list(recent.keys()), recent.__dict__, vars(recent) is recent.__dict__)

match OrderedDict(kind='point', x=1):
    case {'kind': 'point', **rest}:
        print(rest)

print([n for n in vars(OrderedDict)])
for name in vars(OrderedDict):
    if name != '__doc__':
        print(name, getattr(OrderedDict, name).__doc__)
print(OrderedDict, OrderedDict.__doc__, OrderedDict.__module__,
      OrderedDict[int, str], OrderedDict.__hash__)
print(type(OrderedDict().keys()), type(OrderedDict().values()),
      type(OrderedDict().items()), type(iter(OrderedDict())))
show(lambda: type(iter(d))())
