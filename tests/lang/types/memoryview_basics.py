"""memoryview over bytes, bytearray and array."""
import array
from _show import show

show(r"""
m = memoryview(b'abcdef')
m[0], m[-1], m[1:3].tobytes(), m[::-1].tobytes(), len(m), m.tolist(), bytes(m), m.hex(), m.hex(':', 2)
m.format, m.itemsize, m.ndim, m.shape, m.strides, m.suboffsets, m.nbytes, m.readonly, m.c_contiguous, m.f_contiguous, m.contiguous, m.obj
m[::2].strides, m[::2].contiguous, m[::2].tolist(), m[1:1].tolist()
m[0] = 1
m[6]
m['a']
m[1.0]
del m[0]
m[0, 0]
memoryview('a')
memoryview(5)
memoryview()
memoryview(object=b'a').tolist()
a = bytearray(b'hello')
w = memoryview(a)
w[0] = 72; w[1:3] = b'EY'; print(a, w.readonly)
w[0] = 256
w[0] = 'x'
w[0] = b'x'
w[0:2] = b'abc'
w[0:2] = 'ab'
w[::2] = b'123'; print(a)
w == a, w == b'1', w == memoryview(a), w != b'', m == 5, memoryview(b'ab') == memoryview(bytearray(b'ab'))
w < w
hash(m) == hash(b'abcdef')
hash(w)
97 in m, list(m)[:2], sorted(m)[:1], max(m), tuple(reversed(m[:2]))
m.cast('B').tolist() == m.tolist(), m[:4].cast('H').tolist(), m[:4].cast('I').itemsize, m.cast('c')[0], m.cast('b').format
m.cast('I')
m.cast('x')
m.cast(1)
m[:4].cast('H').cast('I')
n = memoryview(array.array('i', [1, -2, 3]))
n.tolist(), n.format, n.itemsize, n.nbytes, len(n), n[1], n[::-1].tolist(), n.tobytes() == b''.join(x.to_bytes(4, 'little', signed=True) for x in n)
n[0] = 7; print(n[0])
n[0] = 2**40
n[0] = 1.5
f = memoryview(array.array('d', [1.5, 2.5]))
f.tolist(), f[0], f.format; f[0] = 9; print(f[0])
m.toreadonly()[0], w.toreadonly().readonly
w.toreadonly()[0] = 1
w.release(), w.release()
w[0]
w.tolist()
len(w)
w
with memoryview(a) as x: print(x[0])
x[0]
bytes(memoryview(b'abc')[1:]), bytearray(memoryview(b'xyz')), b''.join([memoryview(b'j')]), b'abc'.find(memoryview(b'c')), int(memoryview(b'12'))
memoryview(memoryview(b'abc')[1:]).obj, memoryview(b'').tolist(), memoryview(b'a').__sizeof__() > 0
memoryview(b'abc').nope
type('V', (memoryview,), {})
m.tobytes('F'), m.tobytes(order='C')
m.tobytes('X')
""".replace("\nw\n", "\nrepr(w)[:20]\n"), {"array": array})
