# What the collector visits in an object, and in which order: gc.get_referents
# shows it. Sizes and tracking of the same objects.
import gc
import itertools
import operator
import os
import sys
import time


def function(a):
    pass


class C:
    pass


class S:
    __slots__ = ('a', 'b')

    def __init__(self):
        self.a, self.b = 1, 'x'


class SD(S):
    pass


class D(dict):
    pass


class L(list):
    pass


class T(tuple):
    pass


class TS(tuple):
    __slots__ = ()


class E(Exception):
    pass


class Set(set):
    pass


class P(itertools.product):
    pass


class N(tuple):
    def __new__(cls, *items):
        self = tuple.__new__(cls, items)
        self.name = 'n'
        return self


def show(text, o):
    print(text, '|', type(o).__name__, sys.getsizeof(o), gc.is_tracked(o),
          [type(x).__name__ for x in gc.get_referents(o)])


for o in (C(), S(), SD(), D({1: 'a'}), L([1, 'b']), T((1, 'c')), TS((1, 'd')),
          E('e'), Set({1}), N(1, 'f'), KeyError(1), StopIteration(1),
          type('X', (int,), {})(3)):
    show(type(o).__name__, o)

for o in (C().__init__, [].append, len, str.join, int.__add__, (1).__add__,
          C.__init__, S.a, C.__dict__['__weakref__'], int.from_bytes,
          dict.__dict__['fromkeys'], staticmethod(function), property()):
    show('callable', o)

for text in ('filter(None, [])', 'map(len, [])', 'zip([], [])',
             'enumerate([])', 'iter(int, 1)',
             'itertools.dropwhile(len, [])', 'itertools.takewhile(len, [])',
             'itertools.filterfalse(None, [])', 'itertools.starmap(len, [])',
             'itertools.accumulate([])', 'itertools.accumulate([], max)',
             'itertools.accumulate([1], max, initial=2.5)',
             'itertools.product([1, 2], [3])', 'itertools.product()',
             'itertools.product([1], repeat=5)', 'P([1, 2], [3, 4])',
             'itertools.permutations([1, 2, 3])',
             'itertools.permutations([1, 2, 3], 2)',
             'itertools.combinations([1, 2, 3], 2)',
             'itertools.combinations_with_replacement([1, 2], 4)'):
    show(text, eval(text))

# What was begun, too.
for it in (itertools.product([1, 2], [3]), P([1, 2], [3, 4]),
           itertools.permutations([1, 2, 3]),
           itertools.accumulate([1, 2, 3], initial=7),
           itertools.accumulate([None, None], lambda a, b: a)):
    show('begun', (next(it), it)[1])
    print(list(it))
    show('over', it)
print(list(P('ab', [1, 2])), list(P('ab', repeat=2))[1:3], list(P()))

# Named tuples made by C code are never watched.
for o in (sys.version_info, sys.float_info, sys.hash_info, os.uname(),
          time.gmtime(0), time.struct_time(range(9))):
    print(type(o).__name__, sys.getsizeof(o), gc.is_tracked(o))

# One key of an itemgetter is there itself, more are in a tuple.
for g in (operator.itemgetter(1), operator.itemgetter('k'),
          operator.itemgetter((1, 2)), operator.itemgetter(1, 2)):
    print(g, g.__reduce__(), sys.getsizeof(g),
          [x for x in gc.get_referents(g) if not isinstance(x, type)])
print(operator.itemgetter((1, 2))({(1, 2): 'pair'}),
      operator.itemgetter(0, 2)('abc'))

# Members and attributes of native types.
for d in (type.__dict__['__mro__'], type.__dict__['__base__'],
          int.__dict__['real'], str.join, dict.__dict__['fromkeys'],
          int.__add__):
    print(d, hasattr(d, '__text_signature__'), d.__qualname__,
          '__reduce__' in vars(type(d)))
print(object.__base__, type.__base__, bool.__mro__)
for n in ('__mro__', '__base__', '__basicsize__'):
    try:
        setattr(C, n, 3)
    except AttributeError as e:
        print(e)
    try:
        delattr(C, n)
    except AttributeError as e:
        print(e)
