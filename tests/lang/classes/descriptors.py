"""Data and non-data descriptors, __set_name__, property."""
class Desc:
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name); self.n = name
    def __get__(self, obj, cls): return ("get", obj is not None, cls.__name__)
    def __set__(self, obj, v): print("set", v)
    def __delete__(self, obj): print("delete")
class Non:
    def __get__(self, obj, cls): return "non"
class A:
    d = Desc(); n = Non()
    @property
    def p(self): "doc"; return self._p
    @p.setter
    def p(self, v): self._p = v
    @p.deleter
    def p(self): del self._p
    ro = property(lambda self: 1)
a = A(); print(a.d, A.d); a.d = 5; del a.d; print(a.n); a.n = 1; print(a.n)
a.p = 3; print(a.p, A.p.__doc__); del a.p
for s in ("a.p", "a.ro = 1", "del a.ro", "a.nope", "del a.nope", "A.nope", "a.__class__ = 5"):
    try: exec(s)
    except (AttributeError, TypeError) as e: print(type(e).__name__, e)
