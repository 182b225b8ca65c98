"""lzma: round trips, streams in parts, several streams, wrong data."""
# runner: audit-every=500 timeout=60 modes=plain,audit,all
import lzma
import io
import os
import tempfile

data = b"".join(b"line %d of the text\n" % i for i in range(3000))
for level in (0, 6):
    packed = lzma.compress(data, preset=level)
    print(level, len(packed) < len(data) // 4,
          lzma.decompress(packed) == data)
print(lzma.compress(b"hello")[:6], lzma.decompress(lzma.compress(b"")))
c = lzma.LZMACompressor()
parts = [c.compress(data[i:i + 1000]) for i in range(0, len(data), 1000)]
packed = b"".join(parts) + c.flush()
print(packed == lzma.compress(data))
d = lzma.LZMADecompressor()
print(d.eof, d.needs_input, d.unused_data)
out = b""
for i in range(0, len(packed), 700):
    out += d.decompress(packed[i:i + 700])
print(out == data, d.eof, d.needs_input, d.unused_data)
d = lzma.LZMADecompressor()
out = d.decompress(packed + b"rest", max_length=100)
print(len(out), d.eof, d.needs_input)
while not d.eof:
    out += d.decompress(b"", 10000)
print(out == data, d.unused_data, d.needs_input)
print(lzma.decompress(packed + lzma.compress(b"more")) == data + b"more")
for wrong in (lambda: c.compress(b"x"), lambda: c.flush(),
              lambda: d.decompress(b"x"), lambda: lzma.decompress(b"nonsense"),
              lambda: lzma.decompress(packed[:-5]),
              lambda: lzma.LZMACompressor(9), lambda: lzma.LZMACompressor("a"),
              lambda: lzma.compress("text"),
              lambda: lzma.LZMADecompressor().decompress(b"\xfd7zXZ\0garbage" * 9)):
    try:
        print(wrong())
    except Exception as e:
        print(type(e).__name__, e)
path = os.path.join(tempfile.mkdtemp(), "x.lzma")
with lzma.open(path, "wt") as f:
    f.write("first\nsecond\n")
with lzma.open(path, "at") as f:
    f.write("third\n")
with lzma.open(path, "rt") as f:
    print(f.read().split())
with lzma.LZMAFile(path) as f:
    print(f.readline(), f.tell(), f.seek(0), f.peek(3)[:3], f.read(4))
d = lzma.LZMADecompressor()
for _ in range(3):
    try:
        d.decompress(b"garbage" * 9)
    except OSError as e:
        print(e)
print(lzma.LZMAFile(io.BytesIO(packed)).read(20))
alone = lzma.compress(data, lzma.FORMAT_ALONE)
print(lzma.decompress(alone) == data,
      lzma.decompress(alone, lzma.FORMAT_ALONE) == data)
d = lzma.LZMADecompressor()
print(d.check, len(d.decompress(packed[:100])), d.check == lzma.CHECK_CRC64,
      lzma.is_check_supported(lzma.CHECK_SHA256))
print(lzma.decompress(lzma.compress(b"x", check=lzma.CHECK_CRC32)))
for wrong in (lambda: lzma.decompress(alone, lzma.FORMAT_XZ),
              lambda: lzma.compress(b"", lzma.FORMAT_RAW),
              lambda: lzma.compress(b"", 7),
              lambda: lzma.compress(b"", lzma.FORMAT_ALONE,
                                    lzma.CHECK_CRC32),
              lambda: lzma.decompress(packed, memlimit=1000),
              lambda: lzma.compress(b"", preset=99)):
    try:
        print(wrong())
    except Exception as e:
        print(type(e).__name__, e)
