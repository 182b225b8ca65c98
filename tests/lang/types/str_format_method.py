"""str.format: fields, attributes, indexes, conversions, nesting, errors."""
from _show import show


class Point:
    x, y = 3, 4

    def __format__(self, spec):
        return f"<{spec}>"

    def __repr__(self):
        return "Point!"


show(r"""
'{} {}'.format(1, 2), '{1} {0}'.format(1, 2), '{a} {b}'.format(a=1, b=2), '{0} {a}'.format(1, a=2)
'{0.x} {0.y} {p[1]} {d[k]}'.format(p, p=[5, 6], d={'k': 'v'})
'{!r} {!s} {!a}'.format('é', 'é', 'é')
'{:abc}'.format(p), '{!r:>10}'.format(p), '{0:{1}}'.format(p, 'in'), '{:{}{}}'.format(p, 1, 2)
'{{}} {{{}}}'.format(1)
'{:>{w}.{n}}'.format('abcdef', w=8, n=3)
'{[a]} {[0]}'.format({'a': 1}, [2])
'{d[0]} {d[-1]}'.format(d={0: 'zero', '-1': 'minus'})
'{} {}'.format(1)
'{0} {}'.format(1, 2)
'{} {0}'.format(1, 2)
'{a}'.format(1)
'{5}'.format(1)
'{'.format(1)
'}'.format(1)
'{0'.format(1)
'{0!}'.format(1)
'{0!x}'.format(1)
'{0!rr}'.format(1)
'{0.}'.format(1)
'{0[}'.format(1)
'{0[]}'.format([1])
'{0[0]x}'.format([1])
'{0.nope}'.format(1)
'{0[k]}'.format([1])
'{0[5]}'.format([1])
'{:{:{}}}'.format(1, 2, 3)
'{:d}'.format('x')
'{:s}'.format(1)
'{:z}'.format(1.0)
'{:5}'.format(None)
'{:5}'.format([1])
'{}'.format(None), '{}'.format([1, 'a']), '{!s:5}|'.format(None)
'{:,}'.format(1234567), '{:_}'.format(1234567), '{:_x}'.format(0x12345678)
'{99999999999999999999}'.format(1)
'{a.b.c[0]}'.format(a=1)
'{ }'.format(1)
'{ 0}'.format(1)
'{0 }'.format(1)
''.format(), 'abc'.format(1, 2, a=3)
'{a}'.format_map({'a': 1})
'{a}'.format_map({})
'{}'.format_map({})
'{0}'.format_map([1])
'{a}'.format_map()
'{:%Y}'.format(1)
str.format()
str.format(1)
str.format('{self}', self=5)
""", {"p": Point()})


class Default(dict):
    def __missing__(self, key):
        return "<" + key + ">"


print("{name} is {what}".format_map(Default(name="x")))
