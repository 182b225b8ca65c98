"""Messages about missing and surplus arguments, singular and plural."""


def attempt(source, call):
    names = {}
    exec(source, names)
    try:
        print(call, eval(call, names))
    except TypeError as error:
        print(call, "->", error)


for params in ("", "a", "a, b", "a, b, c", "a, b, c, d", "a=1", "a, b=1",
               "*args", "*, k", "*, k, l", "*, k, l, m", "a, *, k",
               "a, /", "a, b, /, c", "a, /, *, k=1", "a=1, *, k=2", "**kw",
               "a, **kw", "a, /, **kw"):
    for call in ("f()", "f(1)", "f(1, 2, 3)", "f(1, 2, 3, 4, 5)", "f(a=1)",
                 "f(z=1)", "f(1, a=2)", "f(1, k=2)", "f(1, 2, k=3)",
                 "f(b=1, c=2)", "f(1, 2, z=3, y=4)"):
        attempt(f"def f({params}): return 'ok'", call)
attempt("class A:\n def __init__(self, x): pass\nf = A", "f()")
attempt("class A:\n def __init__(self, x): pass\nf = A", "f(1, 2)")
attempt("class A:\n def m(self): pass\nf = A().m", "f(1)")
attempt("class A:\n @staticmethod\n def m(): pass\nf = A.m", "f(1)")
attempt("class A:\n @classmethod\n def m(cls): pass\nf = A.m", "f(1)")
attempt("def f():\n def inner(x): pass\n inner()", "f()")
attempt("f = lambda a, b: 0", "f()")
