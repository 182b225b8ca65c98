"""Messages of calls with wrong arguments."""
def f(a, b, c=3, *, d, e=5): return a, b, c, d, e
def g(): pass
def h(a, /, b): pass
def v(*args, **kw): return args, kw
def k(a, *, b, c): pass
class A:
    def m(self, x): pass
    def __init__(self, z=1): pass
class B: pass
for s in ("f()", "f(1)", "f(1,2)", "f(1,2,3,4,d=1)", "f(1,2,d=1,z=2)", "f(1,2,a=3,d=1)", "g(1)", "g(1,2)", "g(x=1)", "h()", "h(a=1,b=2)", "h(1)", "h(1,2,3)", "k(1)", "k(1,b=2)", "k()", "A().m()", "A().m(1,2)", "A.m()", "A(1,2)", "B(1)", "B(x=1)", "f(*[1,2], **{'d': 4})", "f(*5)", "f(**5)", "v(**{1: 2})", "v(**{'a': 1}, **{'a': 2})", "v(1, *[2], x=3, **{'y': 4})", "f(1, 2, **{'d': 1, 'zz': 2})", "(lambda: 0)(1)", "5()", "None()", "'a'()", "len()", "len(1,2)", "len(x=1)", "int('1', 2, 3)", "[].append()", "[].append(1,2)", "dict(1)", "print(zz=1)", "sorted()", "max()", "range()", "range(1,2,3,4)", "isinstance(1)", "object(1)", "type()", "type(1,2)", "''.join()", "{}.get()", "str.upper()", "str.upper(1)", "f(1,2,3,d=1,**{'c':1})"):
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
