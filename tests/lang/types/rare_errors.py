"""Errors and details of array, struct, time, re and compile() that are easily
told otherwise."""
import array
import collections.abc
import io
import re
import struct
import time
from _show import show


class Refuses(bytes):
    def __index__(self):
        raise TypeError


class Breaks(bytes):
    def __index__(self):
        raise KeyError


class Iterates:
    def __index__(self):
        raise TypeError

    def __iter__(self):
        return iter(b"ab")

show(r"""
array.array('u', b'\xff\xff\xff\xff').tounicode()
repr(array.array('u', b'\x00\x00\x11\x00'))
array.array('u', b'\x00\x00\x11\x00')[0]
array.array('u', 'aé🐍').tounicode()
isinstance(array.array('b'), collections.abc.MutableSequence), issubclass(array.array, collections.abc.Reversible)
struct.calcsize('\0')
struct.calcsize('2\0i')
struct.Struct(b'i\0')
time.strftime('%S\0', time.gmtime(0))
len(time.strftime('%Y' * 5000, time.gmtime(0))), time.strftime('', time.gmtime(0)), time.strftime('%%', time.gmtime(0))
b = bytearray(b'xax')
it = re.finditer(b'a', b)
b.append(1)
next(it).span()
b.append(1)
list(it), b.append(1), b
scanner = re.compile(b'x').scanner(b)
b.extend(b'yy')
m = scanner.search(); m.span()
b.clear()
del scanner; b.extend(b'yy'); b, m.group()
re.compile('a').scanner(b)
bytes('', errors='strict')
bytes(b'', errors='strict')
bytes(0, 'ascii')
bytearray('', errors='strict')
bytearray(errors='strict')
bytearray(Refuses(b'foo')), bytes(Refuses(b'foo')), bytearray(Iterates()), bytes(Iterates())
bytearray(Breaks(b'foo'))
bytes(Breaks(b'foo'))
bytearray(-1)
bytearray(0), bytearray(3)
compile('a\0b', 'f', 'exec')
eval('a\0')
exec(b'a\0')
io.FileIO.closed.__doc__, io.FileIO.mode.__doc__, io.FileIO.closefd.__doc__
memoryview.nbytes.__doc__, memoryview.obj.__doc__, SyntaxError.end_lineno.__doc__, BaseException.__cause__.__doc__
""", globals())
