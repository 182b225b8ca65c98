"""Which objects can be weakly referenced."""
import weakref
def f(): pass
def g(): yield
class A: pass
class L(list): pass
class I(int): pass
class T(tuple): pass
class S: __slots__ = "a",
for o in (f, g(), A(), A, L(), I(1), set(), frozenset(), ValueError(), A().__init__, len, weakref, S(), T(), 1, [], {}, "", b"", bytearray(), range(1), object(), type, f.__code__, property(), iter([]), (x for x in ()), memoryview(b""), slice(1)):
    try: weakref.ref(o); print(type(o).__name__, "yes")
    except TypeError as e: print(e)
