"""bz2: round trips, streams in parts, several streams, wrong data."""
# runner: audit-every=500 timeout=60 modes=plain,audit,all
import bz2
import io
import os
import tempfile

data = b"".join(b"line %d of the text\n" % i for i in range(3000))
for level in (1, 9):
    packed = bz2.compress(data, level)
    print(level, len(packed) < len(data) // 5,
          bz2.decompress(packed) == data)
print(bz2.compress(b"hello")[:4], bz2.decompress(bz2.compress(b"")))
c = bz2.BZ2Compressor()
parts = [c.compress(data[i:i + 1000]) for i in range(0, len(data), 1000)]
packed = b"".join(parts) + c.flush()
print(packed == bz2.compress(data))
d = bz2.BZ2Decompressor()
print(d.eof, d.needs_input, d.unused_data)
out = b""
for i in range(0, len(packed), 700):
    out += d.decompress(packed[i:i + 700])
print(out == data, d.eof, d.needs_input, d.unused_data)
d = bz2.BZ2Decompressor()
out = d.decompress(packed + b"rest", max_length=100)
print(len(out), d.eof, d.needs_input)
while not d.eof:
    out += d.decompress(b"", 10000)
print(out == data, d.unused_data, d.needs_input)
print(bz2.decompress(packed + bz2.compress(b"more")) == data + b"more")
for wrong in (lambda: c.compress(b"x"), lambda: c.flush(),
              lambda: d.decompress(b"x"), lambda: bz2.decompress(b"nonsense"),
              lambda: bz2.decompress(packed[:-5]),
              lambda: bz2.BZ2Compressor(10), lambda: bz2.BZ2Compressor("a"),
              lambda: bz2.compress("text"),
              lambda: bz2.BZ2Decompressor().decompress(b"BZh9garbage" * 9)):
    try:
        print(wrong())
    except Exception as e:
        print(type(e).__name__, e)
path = os.path.join(tempfile.mkdtemp(), "x.bz2")
with bz2.open(path, "wt") as f:
    f.write("first\nsecond\n")
with bz2.open(path, "at") as f:
    f.write("third\n")
with bz2.open(path, "rt") as f:
    print(f.read().split())
with bz2.BZ2File(path) as f:
    print(f.readline(), f.tell(), f.seek(0), f.peek(3)[:3], f.read(4))
d = bz2.BZ2Decompressor()
for _ in range(3):
    try:
        d.decompress(b"garbage" * 9)
    except OSError as e:
        print(e)
print(bz2.BZ2File(io.BytesIO(packed)).read(20))
