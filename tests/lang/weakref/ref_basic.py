"""weakref.ref: call, equality, hash, callback, repr after death."""
import weakref, sys
class A:
    def __eq__(self, o): return True
    def __hash__(self): return 7
a = A(); b = A()
r = weakref.ref(a); s = weakref.ref(b); r2 = weakref.ref(a)
print(r() is a, r is r2, r == s, hash(r), weakref.getweakrefcount(a), len(weakref.getweakrefs(a)))
c = weakref.ref(a, print)
print(c is r, weakref.getweakrefcount(a), c.__callback__ is print, r.__callback__)
print(sys.getrefcount(a))
c = None
del a
print(r(), r == s, r == r2, repr(r).split(" at ")[0], repr(r).endswith("; dead>"))
print(hash(r))
class D: pass
d = D(); q = weakref.ref(d); del d
try: hash(q)
except TypeError as e: print(e)
for bad in (1, "a", [], (), {}, None):
    try: weakref.ref(bad)
    except TypeError as e: print(e)
f = weakref.ref(lambda: 0); print(f())
print(weakref.ref(A)() is A, type(r) is weakref.ref, weakref.ReferenceType is weakref.ref)
class S: __slots__ = ()
try: weakref.ref(S())
except TypeError as e: print(e)
class W: __slots__ = ("__weakref__",)
w = W(); print(weakref.ref(w)() is w)
print(weakref.ref({1}), end="\n") if 0 else print(weakref.ref(x := {1, 2})() is x)
