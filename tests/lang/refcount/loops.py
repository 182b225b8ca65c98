"""Counts while loops and comprehensions run."""
import sys
x = object()
l = [x]
for i in l:
    print(sys.getrefcount(x), sys.getrefcount(l))
print(sys.getrefcount(x), sys.getrefcount(l))
del i
print(sys.getrefcount(x))
print([sys.getrefcount(y) for y in l], sys.getrefcount(l))
print({sys.getrefcount(y) for y in l})
print(list(sys.getrefcount(y) for y in l))
print({1: sys.getrefcount(y) for y in l})
for a, b in [(x, x)]:
    print(sys.getrefcount(x))
for k, v in {1: x}.items():
    print(k, sys.getrefcount(v))
for i, v in enumerate(l):
    print(i, sys.getrefcount(v))
while l:
    l.pop()
    print(sys.getrefcount(x))
print(list(map(sys.getrefcount, [x])))
print(sys.getrefcount([]), sys.getrefcount({}), sys.getrefcount(object()))
