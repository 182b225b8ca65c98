"""Suggestions of names and attributes at top level, shown by traceback."""
# runner: audit-every=1000
import traceback


class Thing:
    colour = 1

    def __init__(self):
        self.elephant = 2

    def method_one(self):
        return self.method_two()

    def method_too(self):
        pass


def last(code, **names):
    names = {"Thing": Thing, "t": Thing(), **names}
    try:
        exec(code, names)
    except Exception as error:
        print(code, "->", traceback.format_exception_only(error)[-1].strip())


for code in ("pint(1)", "prnit(1)", "lenn([])", "t.color", "t.elefant",
             "t.method_one()", "t.meth", "t.x", "Thing.colur", "import math\n"
             "math.sqr", "'a'.uper()", "[].apend(1)", "{}.itmes()", "t.Colour",
             "(1).rael", "None.foo", "ragne(3)", "Tru", "none", "nul", "flase",
             "t.elephant_", "t._elephant", "xyzzy", "a = 1\nb = aa",
             "value1 = 1\nvalue", "lst = []\nlts", "MAX = 1\nmax_", "i = 1\nj",
             "self", "this", "t.colour.denominater", "import os_", "__nam__",
             "def f():\n  count = 1\n  return coutn\nf()",
             "def f():\n  return Tihng\nf()", "def f(abc): return abd\nf(1)",
             "class A:\n  abcd = 1\n  def f(self): return abcd\nA().f()",
             "class A:\n  abcd = 1\n  def f(self): return abcde\nA().f()",
             "[].length", "''.length()", "{}.has_key(1)", "[].add(1)",
             "import maths", "t.elephan.x = 1",
             "del t.elephan", "t.elephan = 1\nt.elepha", "object().__clas__",
             "int.form_bytes", "len.__nam__", "raise ValueErorr", "Eception",
             "sortd([1])", "srt(1)", "strr(1)", "s", "st", "inpt()",
             "x = [1]\nx.appendd", "x = (1,)\nx.idex(1)", "t.method_oned()"):
    last(code)
