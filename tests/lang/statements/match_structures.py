"""match: sequences, mappings, classes, nesting."""
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
def f(v):
    match v:
        case []: return "empty"
        case [x]: return ("one", x)
        case [1, *rest]: return ("starts 1", rest)
        case (a, [b, c], *_, z): return (a, b, c, z)
        case {"k": k, "n": {"m": m}, **rest}: return (k, m, rest)
        case {"k": 1 | 2 as k}: return ("k12", k)
        case {}: return "mapping"
        case P(0, y=yy): return ("P0", yy)
        case P(x=a, y=P(b, c)): return ("nested", a, b, c)
        case P(): return "P"
        case str() | bytes(): return "text"
        case [*_]: return "sequence"
        case _: return "none"
for v in ([], [5], (1, 2, 3), (9, [8, 7], 0, 6), {"k": 1, "n": {"m": 2}, "z": 3}, {"k": 2}, {"q": 1}, P(0, 1), P(1, P(2, 3)), P(1, 1), "abc", b"a", [2, 3], range(3), {1}, 5): print(f(v))
class Q: __match_args__ = ("a",)
try:
    match P(1, 2):
        case P(1, 2, 3): pass
except TypeError as e: print(e)
try:
    match 5:
        case int(1, 2): pass
except TypeError as e: print(e)
