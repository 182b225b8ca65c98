"""Assignment expressions: scopes, precedence, where they are wrong."""
from _show import show, syntax

show(r"""
(x := 5), x
[y := 1, y ** 2, (z := y + 1)], y, z
{(k := 'a'): (v := 1)}, k, v
[last := i for i in range(3)], last
{last := i for i in 'ab'} == {'a', 'b'}, last
any((hit := n) > 3 for n in [1, 5, 9]), hit
[(j := i, k := j + 1) for i in range(2)], j, k
(a := b := 1)
(a := (b := 1)) + b
print(w := 3, (u := 4)), w, u
print((q := 'x') + 'y'), q
f'{(n := 7)} {n:=5} {n}'
(lambda: (inner := 3) + inner)(), 'inner' in dir()
x if (x := 0) else 'zero'
(t := 1, 2), t
not (m := False), m
[1, 2, 3][(i := 1)], [1, 2, 3][i:=0], i
{0: 'a'}[(i := 0)]
(g := lambda x: x * 2)(4), g(1)
while (w := w - 1) > 0: print(w)
if (match := 'abc'.find('b')) > 0: print(match)
(s := 'text').upper(), s
(p := [])is p, (len(p) if (p := [1]) else 0)
""")


def scope():
    total = 0
    parts = [total := total + v for v in [1, 2, 3]]

    def inner():
        return [(total := 9) for _ in range(1)], total
    return parts, total, inner(), total


print(scope())
syntax("x := 5", "(x.y := 1)", "(x[0] := 1)", "((a, b) := 1)", "(1 := 2)",
       "f(a=b:=1)", "f(a=(b:=1))", "f(a:=1, b)", "def f(a:=1): pass",
       "def f(a=(b:=1)): pass", "lambda: x := 1", "lambda: (x := 1)",
       "x = y := 1", "x = (y := 1)", "(x := 1) = 2", "del (x := 1)",
       "with (x := 1) as y: pass", "for (x := 1) in y: pass",
       "assert x := 1", "assert (x := 1)", "f'{x:=5}'", "f'{(x:=5)}'",
       "[x := 1 for x in y]", "[i for i in (j := k)]", "a[x:=1]", "a[x:=1, 2]",
       "a[b:=1:2]", "{x := 1}", "{x: y := 1}", "{(x := 1): 2}", "print(x := 1,)",
       "(None := 1)", "(True := 1)", "(__debug__ := 1)", "return (x := 1)",
       "@(x := 1)\ndef f(): pass", "@x := 1\ndef f(): pass", "x: (y := 1) = 2",
       "(x: int := 1)", "(f() := 1)", "(x + 1 := 2)", "('a' := 1)", "(x :=)",
       "if x := 1: pass", "if x:=1 and y: pass", "while x := f(): pass",
       "def f():\n  return x := 1", "yield (x := 1)", "(yield := 1)",
       "class A(x := 1): pass", "import (x := 1)", "raise x := 1", "(*x := 1)")
