"""f-strings: nesting, conversions, =, formats, quotes, errors."""
from _show import show, syntax


class F:
    def __format__(self, spec):
        return f"F<{spec}>"

    def __repr__(self):
        return "R"

    def __str__(self):
        return "S"


show(r"""
f'{x} {x!r} {x!s} {x!a} {x:abc} {x!r:>4}|'
f'{1 + 1} {n * 2:>5} {n:{w}} {n:{w}.{p}f} {n:<{w}d}|'
f'{n=} {n = } {x=!s} {x=:q} {n=:>5} { n  +  1 = }'
f'{{}} {{{n}}} {{n}} }}{{'
f'{"a"} {"{"} {dict(a=1)["a"]} { {1: 2}[1] } {[i for i in range(3)]}'
f'{lambda_ if (lambda_ := 5) else 0} {(lambda v: v * 2)(4)} {n if n else 0}'
f'{n!r:^{w}}' f'{"x":*<{w}}' 'plain' rf'\n{n}'
f'{3.14159:.2f} {1e10:g} {255:#x} {1234567:,} {0.5:%} {True:d} {-5:+}'
f'{"é"!a} {None} {...} {[]!s:5}| {b"x"}'
f'{f"{f"{1}"}"}' if False else f"{f'{n}'}"
f'''{
n
}''' if True else 0
f'{n:{"d"}} {n:{">"}{10}} {"abc":{"."}{"2"}}'
f'{n:}' f'{n!s:}'
f'{x.__class__.__name__} {"a,b".split(",")[1]} {n:x>5}'
f'{n!=3} {n==42} {n>=1} {n<=1}'
f'{n:=+5} {(m:=3)} {m}'
f'{1_000:_}' f'{"a" "b"}'
f'{1/0}'
f'{undefined}'
f'{n:z}'
f'{n:>>>}'
f'{"a":d}'
f'{[]:5}'
f'{n.nope}'
f'{x:{y}}'
f'{*[1, 2],}' f'{1, 2}'
f'{yield_}' if False else ''
F'{n}' + fR'\{n}' + Rf'{n}\n'
f'\N{BULLET} \x41 \u00e9 {"\N{BULLET}" if 0 else n}' if False else f'\N{BULLET}\x41'
f'{n:\x3e5}'
f'{n!r}' '{n}' "{" f"{n}"
""", {"x": F(), "n": 42, "w": 8, "p": 2})
syntax("f'{}'", "f'{ }'", "f'{n'", "f'n}'", "f'{n!}'", "f'{n!x}'", "f'{n!r'",
       "f'{n:{m:{o:{p}}}}'", "f'{n:{m:{o}}}'", "f'{a b}'", "f'{a + }'",
       "f'{#}'", "f'{\\n}'", "f'{lambda x: 1}'", "f'{(lambda x: 1)}'",
       "f'{*a}'", "f'{**a}'", "f'{a:{}}'", "f'{a!r:{b!x}}'", "f'{(}'",
       "f'{)}'", "f'{[)}'", "f'{a[}'", "f'{'a'}'", "f'{!r}'", "f'{:x}'",
       "f'{=}'", "f'{a=!}'", "f'{a = b}'", "f'{a := b}'", "f'{yield}'",
       "f'{await x}'", "bf'a'", "fu'a'", "f'abc", "f'{a\nb}'", "f'''{a\n}'''",
       "f'{a;b}'", "f'{import x}'", "f'{pass}'", "f'{a!r }'", "f'{a !r}'",
       "f'{a! r}'", "f'{a!rr}'", "f'{1 2}'", "f'{a,}'", "f'{,}'", "f'{{}'",
       "f'}}{'", "f'\\N{no such name}'", "f'{a}' b'x'", "f'{None = }'",
       "f'{a.b.1}'", "f'{.5}'", "f'{a if b}'", "f'{if}'", "f'{class}'")
