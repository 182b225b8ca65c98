"""__prepare__, __new__, __init__, __call__ of a metaclass; __init_subclass__."""
class M(type):
    @classmethod
    def __prepare__(m, n, b, **k): print("prepare", n, k); return {"extra": 1}
    def __new__(m, n, b, d, **k): print("new", n, list(d)); return super().__new__(m, n, b, d)
    def __init__(c, n, b, d, **k): print("init", n); super().__init__(n, b, d)
    def __call__(c, *a): print("call", a); return super().__call__(*a)
class A(metaclass=M, kw=2):
    def __init__(self, *a): self.a = a
    def __init_subclass__(cls, tag=None, **k): print("subclass", cls.__name__, tag)
class B(A): pass
print(A(1).a, A.extra, type(B).__name__)
class Base:
    def __init_subclass__(cls, **k): super().__init_subclass__(**k); print("hook", cls.__name__, k)
class Sub(Base): pass
try:
    class Bad(Base, x=1): pass
except TypeError as e: print(e)
print(type("T", (), {"x": 1}).x)
