"""Attributes of exceptions: args, name, obj, errno, value, code, notes."""
def t(f):
    try: f()
    except BaseException as e: return e
e = t(lambda: [].foo); print(e.args, e.name, e.obj)
e = t(lambda: nope); print(e.args, e.name)
e = t(lambda: {}["k"]); print(e.args, str(e), repr(e))
e = t(lambda: open("/nonexistent/x")); print(e.errno, e.strerror, e.filename, e, repr(e))
e = OSError(2, "no"); print(type(e).__name__, e)
e = t(lambda: next(iter([]))); print(e.value)
e = SystemExit(3); print(e.code)
e = ImportError("m", name="n", path="p"); print(e.name, e.path, e.msg)
e = UnicodeDecodeError("utf8", b"ab\xff", 2, 3, "why"); print(e, e.start, e.object)
e = UnicodeEncodeError("ascii", "a\xe9", 1, 2, "why"); print(e)
e = ValueError(1, 2); print(str(e), repr(e), e.args)
e = ValueError(); print(repr(str(e)), repr(e)); e.add_note("note"); print(e.__notes__)
e = KeyError("a", "b"); print(e)
e = SyntaxError("m", ("f", 1, 2, "text")); print(e, e.filename, e.lineno, e.text)
class E(Exception):
    def __init__(self, a, b=2): self.a = a
print(repr(E(1)), E(1, b=3).args)
e = ValueError("x"); f = e.with_traceback(None); print(f is e, e.__traceback__, e.__suppress_context__)
for b in ("e.__cause__ = 5", "e.__traceback__ = 5", "del e.args", "e.args = 5", "raise 5", "raise int", "raise ValueError from 5", "e.add_note(5)"):
    try: exec(b)
    except TypeError as x: print(x)
try:
    try: 1
    except 5: pass
    try: 1 / 0
    except 5: pass
except TypeError as x: print(x)
