"""del of every target and what is missing afterwards."""
from _show import show

show(r"""
x = 1; del x; x
del nope
a = b = 1; del a, b; b
a = [1, 2, 3]; del a[0], a[-1]; print(a)
a = list(range(10)); del a[2:5]; del a[::2]; print(a)
del a[100]
del a[1:2:0]
del (a)
a
a, b, c = 1, 2, 3; del (a, [b, (c)])
a
d = {'a': {'b': 1}}; del d['a']['b']; print(d)
del d['zz']
class C: x = 1
del C.x; C.x
del C.x
c = C(); del c.y
c.y = 1; del c.y; hasattr(c, 'y')
del ()
del []
del 'abc'[0]
del (1, 2)[0]
del (5).real
del None.x
del range(3)[0]
del {1}[0]
del print.x
del int.real
del C.__name__
del C.__dict__
del c.__dict__; c.__dict__
del c.__class__
del (lambda: 0).__code__
f = lambda: 0; f.x = 1; del f.x; f.x
del f.__name__
del f.__defaults__, f.__kwdefaults__; f.__defaults__
import sys; del sys; sys
for i in range(2): del i
i
""")


def local():
    a = 1
    del a
    try:
        a
    except UnboundLocalError as error:
        print(error)
    a = 2
    print(a)

    def inner():
        return a
    del a
    try:
        inner()
    except NameError as error:
        print(type(error).__name__, error)
    try:
        del a
    except UnboundLocalError as error:
        print(error)
    a = 3
    print(inner())


local()


def takes(x):
    del x
    try:
        print(x)
    except NameError as error:
        print(error)


takes(1)


def glob():
    global g
    g = 1
    del g
    try:
        g
    except NameError as error:
        print(error)


glob()
