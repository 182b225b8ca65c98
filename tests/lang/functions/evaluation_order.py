"""The order in which parts of expressions are evaluated."""
def p(x): print(x, end=" "); return x
def f(*a, **k): return None
f(p(1), p(2), *[p(3)], k=p(4), **{"z": p(5)}); print()
{p("k1"): p("v1"), p("k2"): p("v2")}; print()
p(1) + p(2) * p(3) - p(4); print()
p(1) < p(2) < p(0) < p(9); print()
p(0) or p(3) and p(4); print()
a = {}; a[p("i")] = p("v"); print()
l = [0] * 5; l[p(0)], l[p(1)] = p(2), p(3); print()
p(1) if p(0) else p(2); print()
l[p(1):p(3):p(1)]; print()
x = [p(i) for i in range(2) if p(i) or 1]; print()
l[p(2)] += p(5); print()
(p("fn") and f)(p("arg")); print()
f"{p(1)} {p(2):{p(3)}}"; print()
