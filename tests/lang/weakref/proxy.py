"""weakref.proxy passes operations on and raises when the object is gone."""
import weakref
class A:
    x = 1
    def __add__(self, o): return ("add", o)
    def __len__(self): return 5
    def __getitem__(self, k): return k
    def __call__(self, *a): return a
    def __str__(self): return "str"
    def __bool__(self): return False
    def __iter__(self): return iter([1, 2])
    def __contains__(self, x): return x == 3
a = A()
p = weakref.proxy(a)
print(p.x, p + 1, len(p), p[3], p(1, 2) if callable(p) else "no", str(p), bool(p), list(p), 3 in p)
p.y = 4; print(a.y); del p.y; print(hasattr(a, "y"))
print(type(p).__name__, p.__class__.__name__, isinstance(p, A))
print(weakref.proxy(a) is p)
try: hash(p)
except TypeError as e: print(e)
del a
for f in (lambda: p.x, lambda: p + 1, lambda: len(p), lambda: str(p), lambda: bool(p)):
    try: f()
    except ReferenceError as e: print(e)
class B:
    def m(self): return 1
b = B(); q = weakref.proxy(b, lambda r: print("cb")); print(q.m(), type(q).__name__)
del b
try: q.m()
except ReferenceError as e: print(e)
