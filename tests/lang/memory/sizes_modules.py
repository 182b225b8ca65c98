"""Objects of native modules: sizes, tracking, what they refer to."""
import _bz2
import _contextvars as contextvars
import _csv as csv
import _lzma as lzma
import _queue as queue
import _random
import _socket as socket
import _struct as struct
import _thread
import array
import gc
import io
import mmap
import os
import re
import select
import sys
import weakref
import zlib

s = socket.socket()
scan = os.scandir("/")
objects = [
    _thread.allocate_lock(), _thread.RLock(), _thread._local(),
    queue.SimpleQueue(), array.array("b"), array.array("i", [1, 2, 3]),
    iter(array.array("i")), struct.Struct("i"), struct.Struct("iihq"),
    struct.Struct("i").iter_unpack(b"1234"), mmap.mmap(-1, 4096),
    csv.reader([]), csv.writer(io.StringIO()), csv.reader([]).dialect,
    csv.Error(), re.compile("a").scanner("a"),
    contextvars.ContextVar("a"), contextvars.ContextVar("a", default=[]),
    contextvars.ContextVar("a").set(1), zlib.compressobj(),
    zlib.decompressobj(), _bz2.BZ2Compressor(), _bz2.BZ2Decompressor(),
    lzma.LZMACompressor(), lzma.LZMADecompressor(), select.poll(), s,
    scan, next(scan), memoryview(b"abc"), memoryview(bytearray(5))[1:3],
    memoryview(array.array("i", [1, 2])),
    memoryview(b"abcd").cast("B", (2, 2)), _random.Random(), True, False]
for o in objects:
    try:
        weak = weakref.ref(o) and "weak"
    except TypeError:
        weak = "-"
    refers = [type(x).__name__ for x in gc.get_referents(o)]
    if isinstance(o, (csv.Error, struct.Struct)):
        refers = "-"
    print(type(o).__name__, sys.getsizeof(o), gc.is_tracked(o), weak, refers)
scan.close()
s.close()
for t in {type(o): 0 for o in objects}:
    print(t.__name__, t.__basicsize__, t.__itemsize__, t.__dictoffset__,
          t.__weakrefoffset__)
print(type(memoryview(b"").obj), memoryview.__basicsize__)
m = memoryview(array.array("i", [1, 2]))
print(m.shape, m.strides, m.nbytes, m.tolist(), m[1:].shape)

# Native classes that CPython makes at run time count their instances.
HEAP = 1 << 9
for make in (_thread.allocate_lock, _thread.RLock, _thread._local,
             queue.SimpleQueue, lambda: array.array("b"),
             lambda: iter(array.array("b")), lambda: struct.Struct("i"),
             lambda: struct.Struct("i").iter_unpack(b"1234"),
             lambda: mmap.mmap(-1, 10), lambda: csv.reader([]),
             lambda: csv.writer(io.StringIO()), zlib.compressobj,
             _bz2.BZ2Compressor, _bz2.BZ2Decompressor, lzma.LZMACompressor,
             lzma.LZMADecompressor, select.poll, _random.Random,
             lambda: re.compile("b").scanner("b"), contextvars.Context,
             io.BytesIO):
    o = make()
    t = type(o)
    before = sys.getrefcount(t)
    many = [make() for _ in range(5)]
    now = sys.getrefcount(t)
    del many
    print(t.__name__, now - before, sys.getrefcount(t) - before,
          bool(t.__flags__ & HEAP))


# Subclasses hold their own class, once.
class Array(array.array):
    pass


before = sys.getrefcount(Array), sys.getrefcount(array.array)
a = Array("i", [1])
print(sys.getrefcount(Array) - before[0],
      sys.getrefcount(array.array) - before[1],
      gc.get_referents(a).count(Array))
del a
print(sys.getrefcount(Array) - before[0])
