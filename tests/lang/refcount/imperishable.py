"""Small values that everyone shares; their counts are large."""
import sys
for v in (None, True, False, ..., (), "", b"", 0, 1, 256):
    print(type(v).__name__, sys.getrefcount(v) > 3)
class A: pass
print(sys.getrefcount(A))
a = [A() for _ in range(10)]
print(sys.getrefcount(A))
del a
print(sys.getrefcount(A))
def f(): pass
print(sys.getrefcount(f), sys.getrefcount(f.__code__))
print(sys.getrefcount("a long string that is a constant"))
print(sys.getrefcount(123456789))
s = "some other constant string!"
print(sys.getrefcount(s))
n = 10 ** 10
print(sys.getrefcount(n))
t = (1, 2, 3)
print(sys.getrefcount(t))
