"""bytes, bytearray, range, slice, tuple, memoryview."""
b = b"hello\x00\xff"; print(b, b[0], b[1:3], b.hex(), b.find(b"l"), b.split(b"l"), bytes([1, 2]), bytes(3), bytes("é", "utf8"), b"a" + b"b", b"%d" % 5, b.decode("latin-1"))
a = bytearray(b"abc"); a[0] = 120; a.append(33); a += b"z"; del a[1]; print(a, a.upper())
r = range(10, 0, -3); print(r, list(r), len(r), r[1], r[-1], 4 in r, 5 in r, r.index(4), r[1:], range(3) == range(0, 3, 1), hash(range(0)) == hash(range(1, 1)), r.start, r.step)
s = slice(1, 10, 2); print(s, s.indices(5), s.start, slice(3) == slice(None, 3))
t = (1, 2, 1); print(t.count(1), t.index(2), t + (3,), t * 2, t[::-1], t < (1, 3), hash(t) == hash((1, 2, 1)))
m = memoryview(bytearray(b"abc")); m[0] = 122; print(m.tobytes(), len(m), m[1:].tolist(), m.readonly)
for x in ("b'a' + 'a'", "bytes([256])", "range(1, 2, 0)", "range(1.5)", "(1)[0]", "b'abc'[5]", "bytearray(b'a')[0:1:0]", "b'\\xff'.decode()", "'\\ud800'.encode()"):
    try: print(x, eval(x))
    except Exception as e: print(x, type(e).__name__, e)
