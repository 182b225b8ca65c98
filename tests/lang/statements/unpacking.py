"""Assignment to stars, nested targets, swaps, and their errors."""
from _show import show


def gen(n):
    for i in range(n):
        print("yield", i)
        yield i


show(r"""
a, b = 1, 2; a, b = b, a; print(a, b)
a = b = c = []; a.append(1); print(b, c is a)
*a, = 'abc'; print(a)
a, *b, c = range(5); print(a, b, c)
a, *b, c = 1, 2; print(a, b, c)
a, *b, c = 1,
*a, b, c = [1]
a, b = gen(5)
a, b = gen(1)
a, *b = gen(3); print(a, b)
(a, (b, *c)), *d = (1, 'xyz'), 2, 3; print(a, b, c, d)
[a, [b]] = 1, [2]; print(a, b)
() = []
() = [1]
[] = ()
a, b = {'x': 1, 'y': 2}; print(a, b)
a, b = None
a, b = 1
a, b = object()
*a, = 5
a, *b = None
x = [0, 1]; i = 0; i, x[i] = 1, 9; print(i, x)
x = [1, 2, 3]; x[0], *x[1:] = 7, 8; print(x)
class C: pass
C.a, C.b = 1, 2; print(C.a, C.b)
C.x = C.y = z = 3; print(C.x, C.y, z)
a = (b := 5) + 1; print(a, b)
for i, (j, *k) in [(1, 'ab'), (2, 'xyz')]: print(i, j, k)
for i, j in [(1, 2), (3,)]: print(i, j)
for i, j in [1]: pass
for x[0] in range(3): pass
print(x)
print([(a, b) for a, *b in ('abc', 'de')])
print(*[1], *(2, 3), *'ab', sep='-')
[*range(3), *{}, *{'k': 1}], (*'a', *'b'), {*'aa'}, {**{}, 'a': 1}
a, b, = 1, 2; print(a, b)
a: int = 5; print(a, __annotations__)
b: list[int]; print(__annotations__)
(c): int = 3; print('c' in __annotations__, c)
C.attr: int = 4; print(C.attr)
x[0]: str = 'q'; print(x)
x = 1, 2; x += 3,; print(x)
x, y = y, x = 1, 2; print(x, y)
x = x[0] = [0]; print(x)
""", {"gen": gen})
