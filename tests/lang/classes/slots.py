"""__slots__: attributes, conflicts, inheritance, __dict__."""
class S:
    __slots__ = ("a", "b")
s = S(); s.a = 1; print(s.a, S.a, hasattr(s, "__dict__"))
for t in ("s.b", "s.c = 1", "del s.b", "s.__dict__"):
    try: exec(t)
    except AttributeError as e: print(e)
class D(S): pass
d = D(); d.z = 1; d.a = 2; print(d.__dict__, d.a)
class E(S): __slots__ = ("c", "__dict__")
e = E(); e.c = e.q = 1; print(e.__dict__)
for body in ("__slots__ = ('x',); x = 1", "__slots__ = 5", "__slots__ = ('1a',)", "__slots__ = ('__dict__', '__dict__')"):
    try: exec("class Z:\n " + body)
    except (TypeError, ValueError) as x: print(x)
try:
    class I(int): __slots__ = ("a",)
except TypeError as x: print(x)
print(S.__slots__, sorted(k for k in S.__dict__ if not k.startswith("__")))
