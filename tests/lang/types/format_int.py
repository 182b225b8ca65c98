"""The format mini-language on int and bool."""
from _show import show

values = [0, 1, -1, 42, -255, 10**10, 2**70, True]
for spec in ["", "d", "5", "<5", "^7", "=+7", "07", "+", " ", "x", "#x", "#X",
             "#010x", "b", "#b", "o", "#o", "c", "n", ",", "_", "_b", "#_x",
             "e", ".3e", "f", ".2f", "g", "%", ".1%", "*^+12,d", "012,",
             "010_d", "-", "z.1f", "<05", "^#8b"]:
    out = []
    for value in values:
        try:
            out.append(format(value, spec))
        except Exception as error:
            out.append(f"{type(error).__name__}: {error}")
    print(repr(spec), out)
show(r"""
format(1, '.2d')
format(1, ',x')
format(1, ',c')
format(1, '+c')
format(1, '#c')
format(1, ',,')
format(1, ',_')
format(1, '_,')
format(1, 's')
format(1, '5.5')
format(1, 'Q')
format(1, 'dd')
format(1, '<<<')
format(1, '<>5')
format(1, 'é>5'), format(1, '{>5')
format(1, '99999999999999999999')
format(1, '.99999999999999999999f')
format(1, '.')
format(1, '.f')
format(1, 1)
format()
format(1, 'x', 2)
format(-1, 'c')
format(0x110000, 'c')
format(True, 's')
format(True), format(True, ''), format(True, 'd'), format(False, '5')
(5).__format__()
(5).__format__(1)
format(1, 'zd')
format(1, '\n>3')
format(1234567, '015,'), format(-1234567, '=15,'), format(1234567, '_>+15,d')
""")
