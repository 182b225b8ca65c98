# runner: audit-every=3000 timeout=40
"""string: constants, capwords, Template, Formatter."""
import string
print(string.ascii_letters, string.digits, string.hexdigits, string.punctuation, repr(string.whitespace), len(string.printable), string.capwords(' a  bc d'), string.capwords('a-b', '-'))
t = string.Template('$who owes ${amt}$$ $x'); print(t.safe_substitute(who='A', amt=5), t.substitute({'who': 'B'}, amt=1, x=2), t.is_valid(), t.get_identifiers())
for s, k in (('$', {}), ('${a', {}), ('$a $b', {'a': 1})):
    try: print(string.Template(s).substitute(k))
    except Exception as e: print(type(e).__name__, e)
class F(string.Formatter):
    def get_value(self, key, args, kw): return kw.get(key, '<%s>' % key) if isinstance(key, str) else super().get_value(key, args, kw)
    def convert_field(self, v, c): return v[::-1] if c == 'x' else super().convert_field(v, c)
print(F().format('{0} {a!x} {b:>6} {c.d} {{}} {0!r}', 'q', a='abc', b=3) if 0 else F().format('{0} {a!x} {b:>6} {{}} {0!r}', 'q', a='abc', b=3))
f = string.Formatter(); print(list(f.parse('a{b!r:c{d}}e{{f}}')), f.format('{0[1]}{1.real:{2}}', [1, 2], 3j, '.1f'), f.vformat('{x}', (), {'x': 1}))
for s in ('{', '}', '{a', '{!}', '{a!rx}', '{:{}', '{0[}', '{a.}', '{}{0}'):
    try: print(f.format(s, 1, a=2))
    except Exception as e: print(repr(s), type(e).__name__, e)
import _string; print(_string.formatter_field_name_split('a.b[0][x]')[0], list(_string.formatter_field_name_split('a.b[0][x]')[1]))
