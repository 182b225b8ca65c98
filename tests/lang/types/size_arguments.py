"""Numbers too large for a C ssize_t: what functions say, and what operators."""
import array
import collections
import itertools
import re
import zlib
from _show import show

show(r"""
B = 2 ** 70
'a'.center(B)
'a'.ljust(width := -B)
'a'.zfill(B)
'a'.split(None, B)
'a'.rsplit(maxsplit=B)
'a'.replace('a', 'b', -B)
b'a'.center(B)
b'a'.split(None, B)
b'a'.replace(b'a', b'b', B)
bytearray(b'a').zfill(B)
bytearray(b'a').insert(B, 1)
[].insert(B, 1)
[1].pop(B)
(1).to_bytes(B, 'big')
collections.deque([1]).rotate(B)
collections.deque([1]).insert(B, 1)
itertools.repeat(1, B)
itertools.product([1], repeat=B)
itertools.combinations([1], B)
itertools.tee([1], B)
array.array('i', [1]).pop(B)
array.array('i', [1]).insert(B, 1)
re.sub('a', 'b', 'a', B)
re.split('a', 'a', B)
re.compile('a').match('a', B)
zlib.decompress(b'', 15, B)
zlib.decompressobj().decompress(b'', B)
zlib.decompressobj().flush(B)
UnicodeDecodeError('a', b'', B, 1, '')
'a' * B
[1] * B
bytes(B)
bytearray(-B)
[1][B]
'a'.find('a', B), 'a'[B:], [1].index(1, -B)
'a'.center('1')
[].insert(1.0, 1)
[1].pop(None)
""", globals())
