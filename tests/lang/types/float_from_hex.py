"""float.fromhex() rounds once, half to even, the smallest numbers too; and
what __float__ may answer."""
import random
import warnings
from _show import show

for text in """0x1p-1074 0x1p-1075 0x1.8p-1075 0x0.8p-1074 0x.8p-1074
        0x1.000001p-1075 0x0.fffffffffffff6p-1022 0x0.fffffffffffff7p-1022
        0x0.fffffffffffff8p-1022 0x1.fffffffffffffp-1023
        0x1.00000000000008p0 0x1.000000000000080000000000001p0
        0x1.00000000000018p0 0x1.ffffffffffffffp0 0x1.fffffffffffff7p1023
        0x1.fffffffffffff8p1023 0x1p1024 0x10000000000000000p960 0x1p99999999
        0x1p-99999999 0x0p99999999999999999999 -0x0p0 0x123456789abcdef01
        123.456p4 .8 0x8. 1p1 a.bp-1 inf -nan INFINITY 0x1p 0x 0x.p1 p1
        0x1.g 1p+ 0x0.0000000000000000000000000000000000001p148
        0x1000000000000000000000000000000000000p-144""".split():
    try:
        print(text, repr(float.fromhex(text)))
    except (ValueError, OverflowError) as error:
        print(text, type(error).__name__, error)
random.seed(5)
for n in range(300):
    x = random.random() * 2.0 ** random.choice((0, 5, -1022, -1050, 1000))
    assert float.fromhex(x.hex()) == x, x
    digits = random.getrandbits(80)
    places = random.choice((0, 10, -30, -1060, -1100))
    if places >= 0:
        exact = float(digits << places)
    else:
        exact = digits / (1 << -places)
    assert float.fromhex(f"{digits:x}p{places}") == exact, (digits, places)


class Sub(float):
    pass


class Answers:
    def __init__(self, x):
        self.x = x

    def __float__(self):
        return self.x

show(r"""
warnings.simplefilter('always')
caught = warnings.catch_warnings(record=True).__enter__()
float(Answers(2.5)), Sub(Answers(2.5)), caught
type(float(Answers(Sub(4)))), float(Answers(Sub(4)))
[str(w.message) for w in caught]
float(Answers(1)), float(Answers('1'))
__import__('math').sqrt(Answers(Sub(4))), len(caught)
warnings.simplefilter('error')
float(Answers(Sub(4)))
float.__getformat__('double'), float.__getformat__('float')
float.__getformat__('chicken')
float.__getformat__(1)
""", globals())
