"""dict: constructor, methods, missing keys, merging, order, repr."""
from _show import show


class M(dict):
    def __missing__(self, key):
        return f"missing {key}"


class Keys:
    def keys(self):
        return ["a", "b"]

    def __getitem__(self, key):
        return key.upper()


show(r"""
dict(), dict(a=1), dict([(1, 2), 'ab']), dict({'a': 1}, b=2), dict(zip('ab', [1, 2])), dict(Keys()), dict(M(x=1)), dict({1: 2}.items())
dict(1)
dict([1])
dict([(1, 2, 3)])
dict(['a'])
dict([(1, 2)], [(3, 4)])
dict([([], 1)])
dict(**{1: 2})
dict(**5)
d = {'a': 1, 'b': 2, 'c': 3}
d['a'], d.get('a'), d.get('x'), d.get('x', 9), 'a' in d, 'x' in d, len(d)
d['x']
d[[]]
d.get([])
{}[1, 2]
{}[None]
{'a': 1}["it's"]
d.get()
d.get(1, 2, 3)
d.get('a', default=1)
d.pop('a'), d.pop('x', 0), d
d.pop('x')
d.pop()
{}.popitem()
d.popitem(), d
d.setdefault('z'), d.setdefault('y', 5), d.setdefault('y', 6), d
d.setdefault()
d.update(b=7), d.update({'n': 1}, m=2), d.update([('q', 1)]), d.update(Keys()), d
d.update(5)
d.update([5])
d.update({}, {})
d.update(None)
del d['b'], d['n']; print(d)
del d['nope']
d.copy() == d, d.copy() is d, d.clear(), d
dict.fromkeys('aba'), dict.fromkeys([1, 2], 0), M.fromkeys('a').__class__, {}.fromkeys((), 1)
dict.fromkeys(5)
dict.fromkeys()
M()['k'], M(a=1)['a'], M().get('k'), 'k' in M()
{1: 'a', True: 'b', 1.0: 'c'}, {'a': 1, 'a': 2}, {0: 1, False: 2, -0.0: 3}
{**{'a': 1}, 'b': 2, **{'a': 3}}
{**5}
{**[(1, 2)]}
{'a': 1} | {'b': 2}, {'a': 1} | {'a': 2}, M(a=1) | {'b': 2}, type(M() | {}), type({} | M())
{} | []
{} | [(1, 2)]
e = {1: 2}; e |= [(3, 4)]; e |= {5: 6}; print(e)
e |= 5
{} + {}
{} < {}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}, {} == [], {1: 2} != {1: 3}
hash({})
list({'b': 1, 'a': 2}), list(reversed({'b': 1, 'a': 2})), sorted({'b': 1, 'a': 2}), max({'b': 1, 'a': 2})
r = {}; r['self'] = r; print(r)
{}.nope
{}.has_key(1)
{1: 2}.keys, type({}.keys()), str({'a': [1, {'b': ()}]})
del {}['a']
{}.__contains__([])
{}.__sizeof__(), {1: 1}.__sizeof__(), {}.__len__(), {1: 2}.__iter__().__length_hint__(), {}.__class_getitem__(int)
""", {"M": M, "Keys": Keys})
