"""tuple: constructor, indexing, operators, hash, repr, subclasses."""
from _show import show


class T(tuple):
    def __new__(cls, *args):
        return super().__new__(cls, args)


show(r"""
tuple(), tuple('ab'), tuple([1]), tuple((1, 2)), tuple({1: 2})
tuple(1)
tuple(1, 2)
tuple(iterable=())
(), (1,), (1, 2), ((),), (1, (2, (3,)))
t = (1, 2, 3)
tuple(t) is t, t[:] is t, t * 1 is t, t + () is t, () + t is t, tuple([]) is ()
t[0], t[-1], t[1:], t[::-1], t[5:], t[::2]
t[3]
t['x']
t[1.5]
t[0] = 1
del t[0]
t.append
t.index(2), t.count(1), t.index(3, -1)
t.index(5)
t.index(1, 1)
t.index()
t.count()
t + (4,), t * 2, 2 * t, t * 0, t * -5
t + [4]
t + 4
t * 'a'
t - t
t < (1, 2, 4), t < (1, 2), (1, 'a') == (1, 'a'), t != [1, 2, 3], () < (0,)
(1, 'a') < (1, 2)
t < [1]
hash(()), hash((1,)), hash((1, 2)), hash((1, (2, 3))), hash(t) == hash((1, 2, 3))
hash((1, []))
{t: 'v'}[1, 2, 3]
2 in t, 'a' in t, len(t), max(t), sum(t), sorted(t, reverse=True)
a, b, c = t; print(a, b, c)
a, b = t
a, b, c, d = t
a, *b = t; print(a, b)
*a, b, c, d, e = t
a, b = 5
a, b = 'xyz'
a, b = {1}
[a, b] = iter([1])
(a, b), c = (1, 2), 3; print(a, b, c)
(a, b), c = 1, 2
T(1, 2), T() == (), T(1) + (2,), T(1) * 2, T(1, 2)[:], type(T(1, 2)[:]), T(1) is tuple(T(1))
T(1).x
(1).__class__, ().__class__, t.__getnewargs__(), t.__len__(), t.__contains__(9), ().__sizeof__(), t.__sizeof__()
t += (4, 5); print(t)
x = ([],); x[0].append(1); print(x)
x[0] += [2]
print(x)
(x for x in t).__class__, (*t, *'ab'), *t, 1
""", {"T": T})
