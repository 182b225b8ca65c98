"""What UnicodeDecodeError and its kin accept, and what they keep."""
from _show import show

show(r"""
a = bytearray(b'\xff\xfe')
e = UnicodeDecodeError('ascii', a, 0, 1, 'ordinal not in range'); e.object, e.args, str(e)
a[0] = 65; e.object, str(e)
UnicodeDecodeError('ascii', memoryview(b'\xff'), 0, 1, 'why').object
UnicodeDecodeError('ascii', 'x', 0, 1, 'why')
UnicodeDecodeError(1, b'x', 0, 1, 'why')
UnicodeDecodeError('ascii', b'x', 0, 1, None)
UnicodeDecodeError('ascii', b'x', 0, '1', 'why')
UnicodeDecodeError('ascii', b'x', True, 1, 'why').start
UnicodeEncodeError('ascii', b'x', 0, 1, 'why')
UnicodeEncodeError(None, 'x', 0, 1, 'why')
UnicodeEncodeError('ascii', 'x', 1.0, 1, 'why')
UnicodeEncodeError('ascii', 'x', 0, 1)
UnicodeTranslateError(b'x', 0, 1, 'why')
UnicodeTranslateError('x', 0, 1, 2)
UnicodeTranslateError('x', 0, 1, 'why').args
""")
