"""How dict sizes follow insertion, deletion, copies and literals."""
import sys
z = sys.getsizeof
print(z({1: 1}), z({i: i for i in range(5)}), z({i: i for i in range(6)}), z({i: i for i in range(11)}))
print(z(dict(a=1)), z(dict(a=1, b=2, c=3, d=4, e=5, f=6)), z(dict([(1, 2)])))
d = {i: i for i in range(100)}
print(z(d))
for i in range(90): del d[i]
print(z(d), z(d.copy()), z(dict(d)), z({**d}))
d[1000] = 1
print(z(d))
d.clear()
print(z(d))
d["a"] = 1
print(z(d))
d[1] = 1
print(z(d))
print(z(dict.fromkeys(range(20))), z(dict.fromkeys("abc")))
s = set(range(100)); print(z(s))
for i in range(95): s.remove(i)
print(z(s), z(s.copy()), z(set(s)), z(s | {1}))
s.add(-5); print(z(s))
s.clear(); print(z(s))
print(z(set("abcdef")), z({1, 2, 3, 4, 5, 6}), z(frozenset(range(50))))
print(z([*range(10)]), z(list(range(10))), z([i for i in range(10)]), z(list((1, 2, 3))), z(sorted((3, 1, 2))))
l = list(range(10)); l.extend([1]); print(z(l)); del l[3:]; print(z(l)); l.insert(0, 1); print(z(l)); l += [1] * 9; print(z(l))
print(z("a" * 100), z("\xe9" * 100), z("\u20ac" * 100), z(b"a" * 100), z("a" + "\u20ac"))
