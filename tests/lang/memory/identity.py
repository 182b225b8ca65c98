"""What is shared: small ints, constants, interned strings, empty values."""
a = 256; b = int("256"); print(a is b)
a = 257; b = int("257"); print(a is b)
a = -5; b = int("-5"); print(a is b)
a = -6; b = int("-6"); print(a is b)
print(() is tuple([]), "" is str(), b"" is bytes(), frozenset() is frozenset())
x = "hello"; y = "hel" + "lo"; print(x is y)
z = "".join(["hel", "lo"]); print(x is z, x == z)
import sys
print(sys.intern(z) is x)
p = "a b"; q = "a b"; print(p is q)
def f(): return 1000
def g(): return 1000
print(f() is f(), f() is g())
print((1, 2) is (1, 2))
c = "a"; print("abc"[0] is c, chr(97) == c, "abcdef"[1:3] is "bc")
print("x" * 20 is "x" * 20, "x" * 5000 is "x" * 5000)
n = None; print(n is None, type(None)() is None, Ellipsis is ...)
print(True is (1 == 1), bool(5) is True)
print(int(True) is 1, 1.0 is 1.0, float("1.0") is float("1.0"))
t = (1, 2); print(tuple(t) is t, t[:] is t, t * 1 is t, t + () is t, () + t is t)
s = "abc"; print(str(s) is s, s[:] is s, s * 1 is s, s + "" is s, s.strip() is s, s.lower() is s, s.replace("z", "") is s)
l = [1]; print(list(l) is l, l[:] is l)
fs = frozenset([1]); print(frozenset(fs) is fs, fs.copy() is fs, fs | set() is fs)
b = b"abc"; print(bytes(b) is b, b[:] is b)
print(id(l) == id(l), [] is [], {} is {})
print(range(3) is range(3), type(l) is list, l.__class__ is list)
class A:
    def m(self): pass
o = A(); print(o.m is o.m, A.m is A.m, o.__dict__ is o.__dict__, A.__dict__ is A.__dict__)
