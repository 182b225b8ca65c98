"""match: literals, captures, or, guards, wildcards, values."""
import sys
class K: A = 1; B = "b"
def f(x):
    match x:
        case 0 | 1: return "small"
        case -5: return "minus five"
        case 2.5: return "float"
        case "a" | "b": return "letter"
        case b"x": return "bytes"
        case None: return "none"
        case True: return "true"
        case K.B: return "value"
        case 3 + 4j: return "complex"
        case int() if x > 100: return "big"
        case int(n): return "int %d" % n
        case str() as s: return "str " + s
        case _: return "other"
for v in (0, 1, -5, 2.5, "a", b"x", None, True, "b", 3 + 4j, 500, 50, "zzz", [], 1.0): print(repr(v), f(v))
