"""Defaults, keyword defaults, annotations, function attributes."""
def f(a: int, b: "str" = "x", *args: 1, c=3, **kw: dict) -> None: "doc"
print(f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__name__, f.__qualname__, f.__doc__, f.__module__)
def m(x, l=[]): l.append(x); return l
print(m(1), m(2), m.__defaults__)
f.x = 1; print(f.__dict__); f.__name__ = "renamed"; print(f.__name__, f.__qualname__)
c = f.__code__; print(c.co_argcount, c.co_kwonlyargcount, c.co_posonlyargcount, c.co_varnames, c.co_flags, c.co_firstlineno, c.co_name)
def o():
    class I:
        def m(self): pass
    return I, lambda: 0
i, l = o(); print(i.__qualname__, i.m.__qualname__, l.__qualname__, l.__name__)
for b in ("f.__name__ = 1", "f.__defaults__ = 1", "f.__code__ = 1", "f.__dict__ = 1", "del f.__name__", "f.__kwdefaults__ = 1", "f.__closure__ = 1"):
    try: exec(b)
    except (TypeError, AttributeError) as e: print(type(e).__name__, e)
g = lambda a, *b, c=1, **d: (a, b, c, d); print(g(1, 2, 3, c=4, e=5))
print((lambda: (yield))(), 1) if 0 else None
def deco(fn):
    print("deco", fn.__name__); return 5
@deco
def x(): pass
print(x)
