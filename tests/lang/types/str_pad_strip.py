"""center, ljust, zfill, expandtabs, strip and their wrong uses."""
from _show import show

show(r"""
'ab'.center(5), 'ab'.center(6), 'abc'.center(6), 'abc'.center(6, '*'), 'ab'.center(1), 'ab'.center(-5)
'a'.ljust(3, '.'), 'a'.rjust(3, 'é'), 'a'.rjust(0)
'ab'.center()
'ab'.center('5')
'ab'.center(5.0)
'ab'.center(5, '')
'ab'.center(5, 'xx')
'ab'.ljust(5, b'x')
'ab'.rjust(5, 1)
'ab'.center(True)
'42'.zfill(5), '-42'.zfill(5), '+42'.zfill(6), '--4'.zfill(5), ''.zfill(3), '42'.zfill(1), '-'.zfill(3), 'a-1'.zfill(5)
'42'.zfill('5')
'a\tb\tccc\td'.expandtabs(), 'a\tb'.expandtabs(4), 'a\tb'.expandtabs(0), 'a\tb'.expandtabs(-1), 'a\n\tb\r\tc'.expandtabs(3), 'a\tb'.expandtabs(tabsize=2)
'a\tb'.expandtabs('x')
' \t a b \n'.strip(), ' a '.lstrip(), ' a '.rstrip(), 'xxaxx'.strip('x'), 'xyaxy'.strip('yx'), 'abc'.strip(''), 'abc'.strip(None)
'\u2003a\x85'.strip(), '\x1ca\x1f'.strip(), '\u200ba'.strip() == '\u200ba'
'éaé'.strip('é'), 'aba'.strip('ab'), 'mississippi'.rstrip('ip')
'abc'.strip(1)
'abc'.lstrip(b'a')
'abc'.rstrip('a', 'b')
'abc' * 3, 3 * 'abc', 'abc' * 0, 'abc' * -1, 'a' * True
'abc' * 1.0
'abc' * 'x'
'abc' + 1
1 + 'abc'
'abc' + b'x'
'a' % ()
'abc' - 'a'
-'abc'
'abc'[0], 'abc'[-1], 'abc'[::-1], 'abc'[5:], 'abc'[-100:2], 'abcdef'[1:5:2], 'abcdef'[5:1:-2]
'abc'[3]
'abc'[-4]
'abc'['a']
'abc'[1.0]
'abc'[::0]
'abc'['a':]
'abc'[0] = 'x'
del 'abc'[0]
""")
