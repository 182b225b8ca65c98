"""zlib: whole texts, streams in pieces, dictionaries, checksums, errors; and
gzip and zipfile, which stand on it."""
# runner: audit-every=10
import binascii
import copy
import gzip
import io
import sys
import zipfile
import zlib


def attempt(function, *arguments, **more):
    try:
        print(function(*arguments, **more))
    except Exception as error:
        print(type(error).__module__, type(error).__name__, error)


TEXT = b"".join(b"line %d of the text\n" % i for i in range(2000))
print(zlib.error.__mro__)
for level in (-1, 0, 1, 6, 9):
    packed = zlib.compress(TEXT, level)
    print(level, len(packed), zlib.crc32(packed),
          zlib.decompress(packed) == TEXT)
for wbits in (-15, 9, 15, 31):
    packed = zlib.compress(TEXT, wbits=wbits)
    print(wbits, len(packed), zlib.decompress(packed, wbits) == TEXT,
          zlib.decompress(packed, wbits=wbits, bufsize=1) == TEXT)
print(zlib.decompress(zlib.compress(b"")), zlib.compress(b"abc"))

print(zlib.crc32(b""), zlib.crc32(b"hello"), zlib.crc32(b"lo", zlib.crc32(b"hel")))
print(zlib.crc32(b"", 17), zlib.adler32(b"", 17), zlib.crc32(b"x", -1))
print(zlib.adler32(b""), zlib.adler32(b"hello"), zlib.adler32(TEXT, 2**40 + 1))
print(binascii.crc32(TEXT) == zlib.crc32(TEXT), binascii.crc32(b""))

c = zlib.compressobj(9)
pieces = [c.compress(TEXT[i:i + 1000]) for i in range(0, len(TEXT), 1000)]
pieces.append(c.flush(zlib.Z_SYNC_FLUSH))
twin = c.copy()
other = copy.deepcopy(c)
pieces.append(c.flush())
print(sum(map(len, pieces)), zlib.decompress(b"".join(pieces)) == TEXT)
print(twin.compress(b"tail") + twin.flush() == other.compress(b"tail") + other.flush())
print(sys.getsizeof(c), type(c), c.flush(zlib.Z_NO_FLUSH))
attempt(c.compress, b"more")
attempt(c.flush)
attempt(c.copy)

packed = zlib.compress(TEXT) + b"behind"
d = zlib.decompressobj()
got = b""
steps = 0
feed = packed
while not d.eof:
    got += d.decompress(feed, 700)
    feed = d.unconsumed_tail
    steps += 1
print(steps, got == TEXT, d.unused_data, d.unconsumed_tail, d.eof)
print(d.decompress(b"again"), d.unused_data, d.flush(), d.eof)
attempt(d.copy)
d = zlib.decompressobj()
print(len(d.decompress(packed, 10)), len(d.unconsumed_tail) > 100)
twin = d.copy()
print(len(twin.unconsumed_tail) == len(d.unconsumed_tail), twin.eof)
print(len(d.flush()) == len(TEXT) - 10, d.eof, d.unused_data)
attempt(setattr, d, "eof", False)
attempt(type(d))

words = b"line of the text"
c = zlib.compressobj(zdict=words)
packed = c.compress(TEXT[:100]) + c.flush()
print(len(packed), zlib.decompressobj(zdict=words).decompress(packed) == TEXT[:100])
attempt(zlib.decompressobj().decompress, packed)
attempt(zlib.decompressobj(zdict=b"wrong").decompress, packed)
c = zlib.compressobj(wbits=-15, zdict=words)
packed = c.compress(TEXT[:100]) + c.flush()
print(zlib.decompressobj(-15, words).decompress(packed) == TEXT[:100])

attempt(zlib.decompress, b"no such thing")
attempt(zlib.decompress, zlib.compress(TEXT)[:-5])
attempt(zlib.decompress, b"")
attempt(zlib.decompress, b"x", bufsize=-1)
attempt(zlib.decompress, b"x", 99)
attempt(zlib.compress, b"x", 10)
attempt(zlib.compress, "text")
attempt(zlib.compress, b"x", "1")
attempt(zlib.compress)
attempt(zlib.compressobj, 77)
attempt(zlib.compressobj, method=3)
attempt(zlib.decompressobj, 99)
attempt(zlib.decompressobj, zdict="text")
attempt(zlib.decompressobj().decompress, b"", -1)
attempt(zlib.decompressobj().flush, 0)
attempt(zlib.crc32, "text")
attempt(zlib.adler32)

packed = gzip.compress(TEXT, mtime=0)
print(len(packed), gzip.decompress(packed) == TEXT)
buffer = io.BytesIO()
with gzip.GzipFile("name", "wb", fileobj=buffer, mtime=1) as file:
    file.write(TEXT)
    file.write(b"end")
buffer.seek(0)
with gzip.open(buffer, "rt") as file:
    lines = file.readlines()
print(len(lines), lines[7], lines[-1])
attempt(gzip.decompress, b"plain text")
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr(zipfile.ZipInfo("a.txt", (2020, 1, 2, 3, 4, 6)), TEXT)
    archive.writestr(zipfile.ZipInfo("b/c.txt", (2020, 1, 2, 3, 4, 6)), "c")
with zipfile.ZipFile(buffer) as archive:
    print(archive.namelist(), archive.read("a.txt") == TEXT, archive.testzip())
