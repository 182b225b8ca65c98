"""range and slice in depth."""
from _show import show

show(r"""
range(5), range(1, 5), range(0, 10, 3), range(5, 0, -1), list(range(5, 0, -2)), list(range(0)), list(range(3, 1))
range()
range(1, 2, 3, 4)
range(1, 2, 0)
range('a')
range(1.0)
range(1, None)
range(stop=5)
r = range(0, 20, 3)
r[0], r[-1], r[2:4], r[::-1], r[::2], r[10:], r[-3:], len(r), r[True]
r[7]
r[-8]
r['a']
r[1.0]
r[0] = 1
r.start, r.stop, r.step
r.start = 1
3 in r, 4 in r, 3.0 in r, 'a' in r, -3 in r, 18 in r, True in range(2)
r.index(6), r.count(6), r.count(7), r.count(3.0)
r.index(7)
r.index('a')
r == range(0, 19, 3), range(0) == range(5, 5), range(0, 1, 9) == range(0, 2, 2), r != [0], hash(range(3)) == hash(range(0, 3, 1)), range(1) == range(True)
r < r
r + r
list(reversed(range(5))), list(reversed(range(0, 10, 3))), max(range(5)), sum(range(101)), sorted(range(3, 0, -1))
len(range(10**20))
range(10**20)[10**19], 10**19 in range(10**20), range(10**20)[-1], range(-10**20, 10**20).index(0), bool(range(10**20))
iter(range(3)).__length_hint__(), next(iter(range(10**20, 10**21))), list(range(2**63 - 1, 2**63 + 2)), iter(range(2**70)).__class__
it = iter(range(3)); print(next(it), list(it), list(it), next(it, 'end'))
bool(range(0)), bool(range(1)), range(5).__reduce__(), repr(range(0, 5, 1)), str(range(-1, 5, 2))
type('R', (range,), {})
slice(5), slice(1, 5), slice(1, 5, 2), slice(None), slice('a', 'b')
slice()
slice(1, 2, 3, 4)
slice(1, 10, 2).indices(5), slice(None, None, -1).indices(5), slice(-3, None).indices(10), slice(10, 0, -3).indices(5), slice(None, -100).indices(5)
slice(1).indices(-1)
slice(1).indices('a')
slice(1, 2, 0).indices(5)
slice('a').indices(5)
slice(1, 2) == slice(1, 2, None), slice(1) < slice(2), slice(1, 2, 3).start, slice(1).stop, slice(1).step
hash(slice(1))
slice(1).start = 2
{slice(1): 1}
[1, 2, 3, 4][slice(1, 3)], 'abcdef'[slice(None, None, 2)], (1, 2, 3)[slice(-1, None)]
slice(1).__reduce__(), type(slice(1)), slice(1, 2).__eq__(5)
type('S', (slice,), {})
type('G', (), {'__getitem__': lambda self, k: k})()[1:2, ::3, ...]
type('G', (), {'__getitem__': lambda self, k: k})()[:]
""")
