"""Instances of subclasses of built-in types give their class back."""
class I(int): pass
i = I(5)
del i
class S(str): pass
i = S("abc")
del i
class F(float): pass
i = F(5)
i = None
class T(tuple): pass
i = T((1,2))
i = None
class B(bytes): pass
i = B(b"abc")
i = None
class L(list): pass
i = L([1])
i = None
class D(dict): pass
i = D(a=1)
i = None
class C(complex): pass
i = C(1)
i = None
class ST(set): pass
i = ST([1])
i = None
class FS(frozenset): pass
i = FS([1])
i = None
class BA(bytearray): pass
i = BA(b"1")
i = None
class E(Exception): pass
i = E(1)
i = None
class P(property): pass
i = P()
i = None
import weakref
class R(weakref.ref): pass
i = R(E)
i = None
class Slotted(int): __slots__ = ()
i = Slotted(3)
i = None
print("done")
