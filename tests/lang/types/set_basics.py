"""set and frozenset: methods, operators, wrong uses."""
from _show import show

show(r"""
set(), set('aab') == {'a', 'b'}, frozenset(), frozenset([1]), {1, 1.0, True}, set(frozenset([2])), frozenset(frozenset([1])) == {1}
set(1)
set(1, 2)
set([[]])
{[]}
{{}}
{1, *[2, 3]} == {1, 2, 3}
{*5}
s = {1, 2, 3}
s.add(4), s.add(1), len(s), s
s.add([])
s.add()
s.remove(4), s.discard(99), s
s.remove(99)
s.remove([])
s.remove({1})
s.discard([])
s.remove('text')
set().pop()
{7}.pop()
s | {9}, s & {1, 9}, s - {1}, s ^ {1, 9}, s | frozenset([5]), type(frozenset([5]) | s), type(s | frozenset())
s | [1]
s & 'a'
s - (1,)
5 ^ s
s + s
s.union([4], (5,), 'a') == {1, 2, 3, 4, 5, 'a'}, s.intersection([1, 2], [2]), s.difference([1], [2]), s.symmetric_difference([1, 9]), s.union(), s.intersection(), s.union() is s
s.union(5)
s.union([[]])
s.intersection(5)
s.symmetric_difference()
s.symmetric_difference([1], [2])
s.issubset([1, 2, 3, 4]), s.issuperset([1]), s.isdisjoint([9]), s.issubset('abc'), s <= s, s < s, s > {1}, {1} < {1, 2}, {1} <= frozenset([1])
s <= [1]
s < 5
s.issubset(5)
s == frozenset([1, 2, 3]), s == [1, 2, 3], s != {1}, set() == frozenset()
t = set(s); t |= {5}; t &= {1, 5}; t ^= {1, 7}; t -= {7}; print(t)
t |= [1]
t -= 'a'
t.update([1], {2}), t.difference_update([1]), t.intersection_update([2, 5]), t.symmetric_difference_update([2, 8]), t
t.update(5)
t.copy() == t, t.clear(), t
f = frozenset([1, 2])
f.add(3)
f.copy() is f, frozenset(f) is f, f | {3}, hash(f) == hash(frozenset([2, 1])), hash(frozenset())
f |= {3}; print(f)
hash(s)
{s: 1}
{f: 1}[frozenset([3, 1, 2])]
{frozenset([1])} == {frozenset([1])}, {1} in {frozenset([1])}, frozenset([1]) in {frozenset([1])}
[] in s
s[0]
set().nope
{3, 1, 2}, {'one'}, frozenset('x'), {()}, {None}, {(1, 2)}
str(set()), repr(frozenset([()])), f'{ {1} }', set.__doc__[:30]
s.__contains__(1), s.__len__(), set().__sizeof__(), set(range(10)).__sizeof__(), frozenset().__sizeof__()
sorted({3, 1, 2}), min({3, 1}), sum({1, 2}), len({x % 3 for x in range(9)}), all({1}), any(set())
set(reversed([1, 2])), reversed
reversed({1})
""".replace(", reversed\n", "\n"))
