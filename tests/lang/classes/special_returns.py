"""What special methods may return, and the messages when they do not."""
from _show import show


class R:
    """Every special method returns what it was made with."""

    def __init__(self, value):
        self.value = value


for name in ("len", "bool", "int", "float", "complex", "index", "str", "repr",
             "bytes", "hash", "format", "iter", "contains", "length_hint",
             "dir", "round", "trunc", "floor", "ceil", "getitem", "next",
             "call", "reversed", "abs", "neg", "invert", "enter"):
    setattr(R, f"__{name}__", lambda self, *a: self.value)

show(r"""
len(R(-1))
len(R('a'))
len(R(1.5))
len(R(2**70))
len(R(True))
bool(R(1))
bool(R('a'))
int(R('x'))
int(R(True))
float(R(1))
float(R('x'))
complex(R(1.0))
complex(R(1j))
hex(R('a'))
hex(R(255)), [1, 2, 3][R(1)], range(R(3)), 'ab' * R(2), bytes(R(2)) if False else 0
[1][R('x')]
[1][R(5)]
str(R(5))
str(R(None))
repr(R(b'x'))
f'{R(5)}'
format(R(5), 'x')
format(R('yes'), 'x')
bytes(R(5))
bytes(R(b'ok'))
hash(R('x'))
hash(R(2**61)), hash(R(-1)), hash(R(2**100))
{R(1.5): 1}
iter(R(5))
iter(R([1]))
list(R(5))
5 in R([]), 5 in R([1])
dir(R(5))
dir(R(['b', 'a']))
dir(R([1, 'a']))
round(R(7)), round(R(7), 2)
abs(R('abs')), -R('neg'), ~R('inv')
R('c')(1, 2)
next(R(9))
reversed(R(3))
'%d' % R(1), '%s' % R('s')
'%d' % R('x')
'%s' % R(1)
print(R(5))
print(R('printed'))
import math; math.floor(R('fl')), math.ceil(R('ce')), math.trunc(R('tr'))
import operator; operator.index(R(1.5))
operator.length_hint(R('x'))
operator.index(R(True))
sum(R([1, 2]))
[*R((1, 2))]
max(R(5))
'a'.join(R(['x', 'y']))
''.join([R('x')])
chr(R(65)), bin(R(2)), oct(R(8))
open(R(1.5))
isinstance(1, R(1))
R(1) + 1
R(1) < 2
del R(1)[0]
R(1)[0] = 1
""", {"R": R})
