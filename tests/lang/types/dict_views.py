"""keys, values and items: set operators, comparison, repr, mapping."""
from _show import show

show(r"""
d = {'a': 1, 'b': 2}
k, v, i = d.keys(), d.values(), d.items()
k, v, i, len(k), len(v), len(i)
'a' in k, 1 in v, ('a', 1) in i, ('a', 2) in i, 'a' in i, ('a',) in i, ['a', 1] in i
[] in k
([], 1) in i
sorted(k & {'a', 'z'}), sorted(k | ['z']), sorted(k - {'a'}), sorted(k ^ 'bc'), sorted(k & 'a'), type(k & [])
sorted({'a'} | k), sorted({'a', 'q'} - k), sorted(['a', 'q'] - k), sorted('aq' & k)
k | 5
5 - k
k + k
v | v
sorted(i & {('a', 1)}), sorted(i - {('b', 2)}), sorted(i ^ {('a', 1), ('c', 3)}), sorted(i | {('c', 3)})
k == {'a', 'b'}, k == ['a', 'b'], k <= {'a', 'b', 'c'}, k < k, k >= {'a'}, {'a'} < k, i == {('a', 1), ('b', 2)}, i == d.items(), v == v, v == d.values()
k < 5
v < v
k.isdisjoint('xyz'), k.isdisjoint('a'), i.isdisjoint([('a', 1)]), k.isdisjoint({})
k.isdisjoint(5)
k.mapping, v.mapping, i.mapping
k.mapping['a'] = 1
k.mapping == d, type(k.mapping), k.mapping['a']
d['c'] = 3; print(k, v, i)
list(reversed(k)), list(reversed(v)), list(reversed(i))
next(k)
k[0]
iter(k), next(iter(i))
hash(k)
hash(v) == hash(v)
bool(k), bool({}.keys()), str({}.keys()), repr({}.values()), {}.items()
{'x': [1]}.items() & {('x', 1)}
{'x': [1]}.items() - set()
{'x': [1]}.items() == {'x': [1]}.items(), ('x', [1]) in {'x': [1]}.items()
max(k), sum(v), sorted(i, key=lambda p: -p[1]), dict(i), list(zip(k, v)), set(k) == k, [*k]
type(k)()
type(k)(5)
type('K', (type(k),), {})
k.__class__.__name__, v.__class__.__name__, i.__class__.__name__, iter(k).__class__, iter(v).__class__, iter(i).__class__, reversed(i).__class__
v.isdisjoint
r = {}; r['v'] = r.values(); print(r)
""".replace("iter(k), next", "next"))
