"""The format mini-language on float and complex, and on str."""
from _show import show

values = [0.0, -0.0, 1.0, -2.5, 3.14159265, 1e16, 1.5e-7, 123456789.123,
          1e300, float("inf"), float("-inf"), float("nan")]
for spec in ["", ".3", "5", "e", ".2e", "E", "f", ".0f", ".1f", "F", "g", ".3g",
             "G", "#g", "n", "%", ".1%", "+", " .2f", ",", ",.2f", "_.3f",
             "010.1f", "=+9.2", "*^12", "z.0f", "#.0f", "<8.3", "+.3e", "z"]:
    print(repr(spec), [format(value, spec) for value in values])
for spec in ["", ".2f", ">20", "+.1e", ",", "g", "<15.3", "^20.2f", "_"]:
    print(repr(spec), [format(value, spec) for value in
                       (1 + 2j, -0.5j, 1e10 - 1e-3j, complex("nan+infj"))])
for spec in ["", "s", "10", ">10", "^11s", "*<9", ".2", "5.1", "é^7", "<",
             "05", "010.3"]:
    print(repr(spec), [format(value, spec) for value in ("", "abc", "añb")])
show(r"""
format(1.0, 'd')
format(1.0, 's')
format(1.0, ',n')
format(1.0, 'x')
format(1.0, 'c')
format(1j, '=10')
format(1j, '010')
format(1j, '%')
format(1j, 'd')
format('a', '=5')
format('a', '+')
format('a', ' ')
format('a', '#')
format('a', ',')
format('a', '_')
format('a', 'd')
format('a', 'z')
format('a', '-')
format('a', '5x')
format([], 'x')
format(None, 's')
format(object, 'x')[:3]
format(1.5, '.400f')[:6], len(format(1.5, '.400f'))
format(1.0, '.2147483648f')
format(2.675, '.2f'), format(0.5, '.0f'), format(1.5, '.0f'), format(2.5, '.0f'), format(1e23, 'f'), format(5e-324, '.3g')
format(123.456, 'n'), format(99999.95, '.6g'), format(999999.5, '.6g'), format(0.0001, 'g'), format(0.00001, 'g')
""")
