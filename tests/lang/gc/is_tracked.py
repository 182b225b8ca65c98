"""Which objects the collector tracks, and when tuples and dicts stop."""
import gc
T = gc.is_tracked
class A: pass
class S: __slots__ = ()
class R: __slots__ = ("a",)
print(T(1), T("a"), T(1.5), T(None), T(b""), T(object()))
print(T([]), T([1]), T(set()), T(frozenset()), T({1}))
print(T({}), T({"a": 1}), T({"a": []}), T({"a": (1,)}), T({1: 2}))
print(T(()), T((1, 2)), T(([],)))
t = tuple([1, 2]); print(T(t)); gc.collect(); print(T(t))
t = ([],); gc.collect(); print(T(t))
t = tuple([tuple([1])]); gc.collect(); print(T(t))
d = {}; print(T(d)); d["a"] = 1; print(T(d)); d["b"] = []; print(T(d))
del d["b"]; print(T(d)); gc.collect(); print(T(d))
d = {i: i for i in range(3)}; print(T(d)); gc.collect(); print(T(d))
print(T(A), T(A()), T(S()), T(R()), T(A().__dict__))
def f(): pass
def g(): yield
print(T(f), T(g()), T(f.__code__), T(len), T([].append), T(A().__init__))
print(T(iter([])), T(iter(())), T(range(3)), T(slice(1)), T(slice([])), T(memoryview(b"")))
print(T(ValueError()), T(property()), T(gc), T(type), T(int))
print(T({"a": 1}.copy()), T(dict(a=1)), T(dict([("a", [])])), T(vars(A())))
print(T(bytearray()), T(enumerate([])), T(zip()), T(map(f, [])), T({}.keys()))
