"""complex: constructor, arithmetic, repr, errors."""
from _show import show

show(r"""
complex(), complex(1), complex(1, 2), complex('1+2j'), complex(' -1.5e3-j '), complex('j'), complex('(3j)'), complex('nan+infj'), complex(1j, 1j), complex(real=1, imag=2)
complex('1 + 2j')
complex('')
complex('abc')
complex('1+2')
complex('1', 2)
complex(1, '2')
complex(None)
complex([])
complex(b'1')
complex(1, None)
1j, -1j, 1 + 0j, -0.0 + 1j, complex(-0.0, 1), complex(0, -0.0), complex(-0.0, -0.0), 1.5e20j, complex(float('nan'), float('-inf')), 1e16 + 1e-5j
(1 + 2j) * (3 - 1j), (1 + 2j) / (3 - 1j), (1 + 2j) ** 2, (1 + 2j) ** -1, 1j ** 2, 2 ** 1j, (1+2j) ** 0.5, 0j ** 0
(1 + 2j) // 1
(1 + 2j) % 1
divmod(1j, 1)
1j / 0
1j / 0j
0j ** -1
0j ** 1j
pow(1j, 2, 3)
1j < 2j
int(1j)
float(1j)
round(1j)
abs(3 + 4j), -(1 + 2j), +(1 + 2j), (1 + 2j).conjugate(), (1 + 2j).real, (1 + 2j).imag, bool(0j), bool(1j)
(1j).real = 1
~1j
1j == 1, 1 + 0j == 1, 1j != 1j, hash(1 + 0j) == hash(1), hash(1j), hash(1 + 2j), {1: 'a', 1 + 0j: 'b'}
(1 + 2j).__getnewargs__(), (1 + 2j).__complex__(), 1j.__eq__('a'), 1j.__lt__(1)
1e200j * 1e200j, (1e308 + 1e308j) * 2
str(1j), repr(-1 - 1j), f'{1+2j:.2f}', f'{1+2j!r}', '%s' % 1j
1j + 'a'
'%d' % 1j
'%f' % 1j
sum([1j, 2, 3.5]), sorted([1, 2], key=lambda x: x)
sorted([1j, 2j])
max(1j, 2)
1J, 0x1, 1_0j, .5j, 1e1j
complex(1.5).is_integer()
""")
