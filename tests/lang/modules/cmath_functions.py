# runner: audit-every=3000 timeout=40
"""cmath: values at branch cuts, infinities, errors."""
import cmath, math
vals = [0j, 1+0j, -1+0j, 1j, -1j, 2.5-3.75j, -0.5+0.25j, 1e-300+1e-310j, 1e200-1e150j, 0.9+0.1j, complex(-0.0, 0.0), complex(0.0,-0.0), complex(math.inf, 1), complex(-math.inf, -2), complex(1, math.inf), complex(math.nan, 1), 700+1j, 710+0.5j, 1e308+1e308j, -3+0j, complex(-3,-0.0), 5e-324+5e-324j]
for n in 'acos acosh asin asinh atan atanh cos cosh exp log log10 phase polar sin sinh sqrt tan tanh isfinite isnan isinf'.split():
    f = getattr(cmath, n); r = []
    for v in vals:
        try: r.append(f(v))
        except Exception as e: r.append(type(e).__name__ + str(e))
    print(n, r)
print(cmath.rect(2, 1), cmath.rect(0, math.inf), cmath.isclose(1+1e-10j, 1), cmath.log(8, 2), cmath.log(1j, 10), cmath.pi, cmath.infj, cmath.nanj, cmath.sqrt(2), cmath.exp(1))
for f in (lambda: cmath.rect(1, math.inf), lambda: cmath.log(0), lambda: cmath.log(2,1), lambda: cmath.sqrt('x'), lambda: cmath.isclose(1,2,rel_tol=-1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
