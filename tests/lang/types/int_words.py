"""Integers of all lengths: digits of 30 bits, words of 64, their edges."""
# runner: audit-every=50
import math
import random

random.seed(5)
SIZES = (0, 1, 15, 29, 30, 31, 59, 60, 61, 63, 64, 65, 89, 90, 91, 120, 128,
         300, 900, 1020, 1050, 1080, 1919, 1920, 1921, 2500)


def number():
    n = random.choice(SIZES)
    value = random.choice(((1 << n) - 1, 1 << n,
                           random.getrandbits(n) if n else 0))
    return -value if random.randrange(2) else value


def results(a, b, c):
    yield from (a + b, a - b, a * b, a * a, a ** 3)
    if b:
        yield from (a // b, a % b, *divmod(a, b))
    if c:
        yield pow(a, abs(b) % 7, c)
    yield from (math.gcd(a, b), math.isqrt(abs(a)))


total = 0
for i in range(150):
    a, b, c = number(), number(), number()
    for r in results(a, b, c):
        total = (total * 31 + r % 1000000007) % (10 ** 18 + 9)
    assert int(str(a)) == a and "%d" % b == str(b)
    if i % 25 == 0:
        print(total, str(a)[:20], hex(b)[:20], c.bit_length())
print(total)

for a, b in ((7, 3), (-7, 3), (7, -3), (0, 3), (3, 7), (2 ** 30 - 1, 1),
             (2 ** 30 - 1, 2 ** 30 - 1), (True, 2), (5, True)):
    print(a // b, a % b, divmod(a, b))
    print("%d %i %u|%5d|%05d|%-5d|% d|%+d|%.3d" % (a, b, a, a, a, a, a, a, a))
for f in (lambda: 1 % 0, lambda: 1 // 0, lambda: "%d" % "x",
          lambda: "%d" % 1.5):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
