"""Numbers: integers without limit, floats and their surprises, bits."""
# runner: audit-every=500
import cmath
import math
from decimal import Decimal, getcontext, ROUND_HALF_UP, localcontext


def to_base(n, base):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    sign, n = ("-", -n) if n < 0 else ("", n)
    out = ""
    while True:
        n, r = divmod(n, base)
        out = digits[r] + out
        if n == 0:
            return sign + out


for n in (0, 10, 255, -37):
    print(n, bin(n), oct(n), hex(n), to_base(n, 7), to_base(n, 36))
print(int("ff", 16), int("0b101", 0), int("z", 36), int(" 42\n"), int(-3.9),
      int("1_000"), float("1e3"), float(" inf "))
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, divmod(-7, 2), 7 / 2, 2 ** -1, 0 ** 0)
print(0.1 + 0.2, 0.1 + 0.2 == 0.3, math.isclose(0.1 + 0.2, 0.3), round(2.5),
      round(3.5), round(2.675, 2), round(1234, -2), 1e16 + 1)
print((0.1).as_integer_ratio(), (0.5).hex(), float.fromhex("0x1.8p1"),
      (3.0).is_integer(), 1e308 * 10, -1e308 * 10, float("nan") == float("nan"))
print(2 ** 100, len(str(2 ** 1000)), math.factorial(25), math.comb(10, 3),
      math.gcd(48, 180), math.lcm(4, 6), math.isqrt(10 ** 20 + 1))
print((255).bit_length(), (37).bit_count(), 6 & 3, 6 | 3, 6 ^ 3, ~6, 1 << 10,
      -16 >> 2, (1000).to_bytes(2, "big"), int.from_bytes(b"\x03\xe8", "big"))
print(math.floor(-2.5), math.ceil(-2.5), math.trunc(-2.5), math.fmod(-7, 3),
      math.hypot(3, 4), math.degrees(math.pi), math.log(8, 2), math.log2(8),
      math.exp(1) == math.e, math.sqrt(2), math.inf > 10 ** 400)
print(sum([0.1] * 10), math.fsum([0.1] * 10), math.prod([1, 2, 3, 4]),
      abs(-3 + 4j), (1 + 2j) * (3 - 1j), (1 + 2j).conjugate(), cmath.sqrt(-1),
      complex("1+2j"), cmath.phase(-1))
print(Decimal("0.1") + Decimal("0.2"), Decimal(0.1), Decimal(1) / Decimal(3))
getcontext().prec = 6
print(Decimal(1) / Decimal(3), Decimal("2.675").quantize(Decimal("0.01"),
                                                         ROUND_HALF_UP))
with localcontext() as context:
    context.prec = 30
    print(Decimal(2).sqrt(), Decimal("1E+3") + 1)
for bad in (lambda: 1 / 0, lambda: 1.0 // 0, lambda: int("12a"),
            lambda: math.sqrt(-1), lambda: float("x"), lambda: 5 % 0,
            lambda: 2.0 ** 10000, lambda: int(float("inf")), lambda: 1 << -1,
            lambda: math.factorial(-1), lambda: int("9" * 5000),
            lambda: 1j < 2j, lambda: round("x")):
    try:
        bad()
    except (ArithmeticError, ValueError, TypeError) as error:
        print(type(error).__name__ + ":", error)
a, b, c, d = 256, 256, 257, 257
print(a is b, a == b, 10 ** 3 is 1000 if False else "identity is no equality")
print(True + True, isinstance(True, int), [10, 20][True], -True, ~True)
print(0x_ff, 0b11, 0o17, 1_000_000, 1e3, .5, 5., 3j)
print(format(1234.5678, "010.2f"), format(255, "#06x"), format(-5, "+"),
      format(3, "b"), format(1e6, ","), format(12345678.9, "_.1f"))
