"""Assignments: chained, augmented, unpacking, walrus, annotations."""
a = b = []; a.append(1); print(b)
x, y = 1, 2; x, y = y, x; print(x, y)
(p, q), r = [1, 2], 3; print(p, q, r)
first, *rest = "hello"; *init, last = range(4); h, *m, t = 1, 2; print(first, rest, init, last, h, m, t)
[u, v] = {1: 2, 3: 4}; print(u, v)
i = 5; i += 2; i -= 1; i *= 3; i //= 2; i **= 2; i %= 50; i <<= 2; i >>= 1; i |= 1; i &= 7; i ^= 2; print(i)
f = 7; f /= 2; print(f)
l = [1]; k = l; l += (2,); print(k is l, l); l = l + [3]; print(k is l)
t = (1,); w = t; t += (2,); print(w, t)
print((n := 5) + n, [z := 3, z ** 2], n)
ann: int = 3; noval: str
print(__annotations__)
d = {}; d["a"], d["b"] = 1, 2; print(d)
s = [1, 2, 3, 4]; s[1:3] = "xyz"; s[::2] = [0] * 3; print(s)
for bad in ("a, b = 1,", "a, b = 1, 2, 3", "a, *b, c = 1,", "a, b = 5", "a, b = None"):
    try: exec(bad)
    except Exception as e: print(type(e).__name__, e)
i = 0
def g():
    global i
    i = 7; return 0
l = [0, 0, 0]; l[g()] = i; print(l)
