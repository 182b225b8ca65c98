"""Every operation of list with its wrong uses."""
from _show import show

show(r"""
list(), list('abc'), list((1, 2)), list({1: 2}), list(range(3))
list(1)
list(1, 2)
list(iterable=[1])
a = [3, 1, 2]
a[0], a[-1], a[1:], a[::-1], a[10:], a[-2:], a[2:0:-1], a[True]
a[3]
a[-4]
a['x']
a[1.0]
a[None]
a[1, 2]
a[::0]
a['a':]
a[3] = 1
a['x'] = 1
del a[5]
del a['x']
a[1:2] = [7, 8, 9]; print(a)
a[:0] = 'xy'; print(a)
a[::2] = [0, 0, 0]; print(a)
a[::2] = [1]
a[0:1] = 5
a[::2] = 5
a[5:1] = ['in']; print(a)
del a[::2]; print(a)
del a[1:]; print(a)
a.append(4, 5)
a.append()
a.extend([5, 6]); a.extend('z'); print(a)
a.extend(5)
a.insert(0, 'first'); a.insert(-1, 'b'); a.insert(100, 'last'); a.insert(-100, 'f'); print(a)
a.insert('x', 1)
a.insert(1)
a.pop(), a.pop(0), a.pop(-2), a
a.pop(10)
a.pop('x')
[].pop()
[].pop(0)
a.remove('z'), a
a.remove('nope')
a.index('first'), a.index(5, 1), a.index(5, -3, 10)
a.index('nope')
a.index('first', 1)
a.index('first', 'x')
a.count(5), a.count('nope'), [1, True, 1.0].count(1)
a.reverse(), a
a.copy() == a, a.copy() is a, a.clear(), a
a.sort(lambda x: x)
a.sort(key=1)
[3, 1].sort(key=5)
[1, 'a'].sort()
sorted([1, None])
[3, 1, 2].sort(reverse=True), sorted([3, 1, 2], reverse=True), sorted('bca', key=str.upper)
[3, 1].sort(reverse='x')
sorted()
sorted([1], lambda x: x)
sorted([1], key=None, reverse=0, x=1)
[1] + [2], [1, 2] * 2, 2 * [0], [1] * -1, [[]] * 2
[1] + (2,)
[1] + 'a'
[1] * 1.5
[1] * 'a'
[1] - [1]
b = [1]; b += 'ab'; b += (2,); b *= 2; print(b)
b += 5
b *= 'x'
[1, 2] < [1, 3], [1] < [1, 0], [] < [1], [1] == (1,), [1] != [1.0], [2] > [1, 5], [1, 'a'] == [1, 'a']
[1] < (2,)
[1, 'a'] < [1, 2]
[1] < 5
1 in [1, 2], 'a' in [1], None in [None], float('nan') in [float('nan')]
hash([])
{[]: 1}
[1, 2].__contains__(1), [1].__len__(), [1, 2].__getitem__(0), [].__sizeof__(), [1].__reversed__().__length_hint__()
[].__iter__().__next__()
[*'ab', *[1]], [*range(3), 9]
[*5]
r = [1]; r.append(r); print(r, str(r))
r == [1, r]
[].nope
[].append = 1
""")
