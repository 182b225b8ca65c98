"""Constructor, literals, indexing and operators of bytes."""
from _show import show


class WithBytes:
    def __bytes__(self):
        return b"made"


class WrongBytes:
    def __bytes__(self):
        return "text"


class Index:
    def __index__(self):
        return 3


show(r"""
bytes(), bytes(3), bytes([1, 2, 255]), bytes('aé', 'utf-8'), bytes(WithBytes()), bytes(Index()), bytes(range(3)), bytes((65, Index())), bytes(bytearray(b'x')), bytes(memoryview(b'yz'))
bytes(WrongBytes())
bytes(-1)
bytes([256])
bytes([-1])
bytes(['a'])
bytes([1.0])
bytes('a')
bytes(1.5)
bytes(None)
bytes(1, 2)
bytes(object())
bytes(10**20)
bytes(source=b'a'), bytes('a', encoding='ascii', errors='strict')
b'\x00\n\t\\\'"', b"'", b'"', b'\'"', b'\x7f\x80', br'\n', b'a' b'b', b'\101\x41'
b'abc'[0], b'abc'[-1], b'abc'[1:], b'abc'[::-1], b'abc'[5:]
b'abc'[3]
b'abc'['a']
b'abc'[0] = 1
b'a' + b'b', b'ab' * 3, 2 * b'a', b'' * 5, b'a' + bytearray(b'b'), bytearray(b'a') + b'b'
b'a' + 'b'
'a' + b'b'
b'a' + 1
b'a' * 'x'
97 in b'abc', b'bc' in b'abc', b'' in b'', 100 in b'abc'
'a' in b'abc'
256 in b'abc'
None in b'a'
b'a' == 'a', b'a' == bytearray(b'a'), b'a' < b'b', b'ab' > b'a', b'a' != 97, b'' == b''
b'a' < 'b'
list(b'abc'), sorted(b'cab'), max(b'abc'), sum(b'ab'), list(reversed(b'ab')), tuple(iter(b'hi'))
hash(b'a') == hash('a'), hash(b'') == hash(''), {b'a': 1}[b'a'], b'a' in {bytes([97])}
b'abc'.__getnewargs__(), b'a'.__contains__(97), len(b'\xff' * 3), bool(b''), b'abc'.__bytes__()
str(b"a'b"), repr(b'\r\n'), '%s' % b'a', f'{b"x"!r:>6}'
eval(b'1 + 1')
b'é'
b'abc' is bytes(b'abc'), bytes(b'') is b''
type('B', (bytes,), {})(b'sub'), type('B', (bytes,), {'x': 1})(2).x
""", {"WithBytes": WithBytes, "WrongBytes": WrongBytes, "Index": Index})
