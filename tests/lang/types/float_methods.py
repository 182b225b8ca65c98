"""Constructor, methods, arithmetic and repr of float."""
from _show import show

show(r"""
float(), float('1.5'), float('  -1e3 '), float('1_0.5'), float('.5'), float('5.'), float('infinity'), float('-INF'), float('nan'), float(b'2.5'), float('٣.٥')
float('')
float('abc')
float('1__0')
float('1e')
float('0x1p3')
float(None)
float('1.5', 2)
float(x=1)
float(10**400)
float(1j)
float(b'abc')
1e16, 1e15, 123456789012345678.0, 0.0001, 0.00001, 1e22, 1e23, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, 100.0, -0.0, 1/3
(2.5).as_integer_ratio(), (0.1).as_integer_ratio(), (-0.0).as_integer_ratio(), (1e300).as_integer_ratio()[1]
float('inf').as_integer_ratio()
float('nan').as_integer_ratio()
(2.5).is_integer(), (2.0).is_integer(), float('inf').is_integer()
(2.5).hex(), (-0.1).hex(), (0.0).hex(), float('inf').hex(), 5e-324.hex(), float('nan').hex(), 1e308.hex()
float.fromhex('0x1.4p+1'), float.fromhex('-1p-3'), float.fromhex('inf'), float.fromhex(' 0x.8 '), float.fromhex('0x1p-1074')
float.fromhex('xyz')
float.fromhex('0x1p99999')
float.fromhex(1)
(2.5).real, (2.5).imag, (2.5).conjugate(), (2.5).__trunc__(), (2.5).__floor__(), (2.5).__ceil__(), (-2.5).__floor__(), (2.5).__round__(), (2.567).__round__(2)
7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(7.5, -2), 1e20 // 3, 0.0 % 1, -0.0 % 1
1.0 / 0
1.0 // 0
1.0 % 0
divmod(1.0, 0.0)
0.0 ** -1
(-1.0) ** 0.5
10.0 ** 400
2.0 ** 0.5, 0.0 ** 0, (-8.0) ** 3, float('inf') ** 0, 1.0 ** float('nan')
round(2.5), round(0.5), round(1.5), round(1e22), round(2.5, 0), round(12345.678, -2), round(0.15, 1), round(1e300, 2)
round(float('nan'))
round(float('inf'))
round(float('nan'), 1), round(2.5, None)
round(2.5, 'a')
round('a')
round()
float('nan') == float('nan'), float('inf') > 10**400, 1.5 < 2, 0.0 == -0.0
hash(1.0) == hash(1), hash(0.5), hash(float('inf')), hash(-1.0), hash(1e100) == hash(int(1e100))
1.5 + 'a'
1.5 < 'a'
1.5 & 1
1.5[0]
(1.5).nope
float.__getformat__('double')
float.__getformat__('x')
min(1.0, float('nan')), max(float('nan'), 1.0), sorted([2.5, -1.0, 0.0])
sum([0.1] * 10), sum([1, 2.5, True]), sum([1e100, 1.0, -1e100])
int(1e20), int(-1.9), str(1e5), repr(1e-5), str(1.0e10), str(123456.789e3)
""")
