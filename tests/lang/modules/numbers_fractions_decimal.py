# runner: audit-every=3000 timeout=40
"""fractions, decimal, numbers: exact arithmetic."""
from fractions import Fraction as F
from decimal import *
import numbers, math
print(F(3, 6), F('1.25'), F(0.5), F('-3/9'), F(1, 3) + F(1, 6), F(1, 2) ** 3, F(1, 2) ** -2, F(7, 2) // 1, F(7, 2) % 1, divmod(F(7, 2), F(1, 2)), round(F(22, 7), 2), math.floor(F(-1, 2)), F(math.pi).limit_denominator(100), F(1, 2) == 0.5, F(1, 3) < 0.34, hash(F(1, 2)) == hash(0.5), repr(F(1, 2)), float(F(1, 3)), F(1, 2) + 0.5, F(1, 2) + 1j, F(5).as_integer_ratio(), abs(F(-1, 2)))
for a in ((1, 0), ('x',), (1.5, 2)):
    try: print(F(*a))
    except Exception as e: print(type(e).__name__, e)
D = Decimal; getcontext().prec = 10
print(D(1) / D(3), D('0.1') + D('0.2'), D(0.1), D('1e-5'), D('NaN'), D('-inf'), D(2).sqrt(), D(2) ** D('0.5'), D('1.005').quantize(D('.01')), D('2.5').to_integral_value(), D('2.5').quantize(D(1), ROUND_HALF_UP), D('123.456').normalize(), D('1E+3'), D(1000).to_eng_string(), D('3.14').as_tuple(), D('3.14').as_integer_ratio(), -D(0), D('1.10') == D('1.1'), hash(D('1.10')) == hash(D('1.1')), '{:,.2f} {:e} {:>10}'.format(D('12345.678'), D('12.5'), D(5)), D(7) // 2, D(-7) % 3, max(D(1), D(2)), D(5).ln(), D(100).log10(), D(1).exp(), D(10).fma(2, 3), D('1.5').compare(D(2)))
with localcontext() as c:
    c.prec = 30; c.rounding = ROUND_DOWN; print(D(2) / 3, c.prec, c.rounding)
for f in (lambda: D(1) / 0, lambda: D('x'), lambda: D(0) / 0, lambda: D(-1).sqrt(), lambda: D(1) + 1.0, lambda: D('sNaN') + 1, lambda: D(1) < 'a'):
    try: print(f())
    except Exception as e: print(type(e).__name__)
getcontext().traps[DivisionByZero] = False; print(D(1) / 0, bool(getcontext().flags[DivisionByZero]))
print(isinstance(1, numbers.Integral), isinstance(1.5, numbers.Rational), isinstance(F(1, 2), numbers.Rational), isinstance(1j, numbers.Complex), isinstance(D(1), numbers.Number), issubclass(bool, numbers.Integral))
