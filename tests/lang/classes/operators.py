"""Binary operators, reflection, in-place, comparison fallback."""
class A:
    def __add__(self, o): return "A+"
    def __radd__(self, o): return "+A"
    def __iadd__(self, o): return "A+="
    def __mul__(self, o): return NotImplemented
    def __lt__(self, o): return "lt"
    def __eq__(self, o): return NotImplemented
    def __matmul__(self, o): return "@"
    def __pow__(self, o, m=None): return ("pow", m)
    def __neg__(self): return "neg"
    def __index__(self): return 3
    __hash__ = None
class B(A):
    def __radd__(self, o): return "+B"
a = A(); b = B()
print(a + 1, 1 + a, a + b, b + a, a @ 1, a ** 2, pow(a, 2, 3), -a, a < 1, 1 > a, a == a, a != 1, [1, 2, 3, 4][a], hex(a))
a += 1; print(a)
for s in ("b * 1", "1 * b", "b - 1", "b > 1", "~b", "b()", "b[0]", "len(b)", "iter(b)", "hash(b)", "1 in b", "b.x", "int(b)", "1 + 'a'", "'a' + 1", "[] + ()", "{} < {}", "1 < 'a'", "None + 1", "'%d' % 'a'", "[] * 'a'", "2 ** 'a'", "-'a'", "1 // 0", "1.0 % 0", "0 ** -1", "1 << -1"):
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
