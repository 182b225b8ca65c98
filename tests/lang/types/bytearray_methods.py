"""bytearray: what changes it, slices, and what it shares with bytes."""
from _show import show

show(r"""
bytearray(), bytearray(3), bytearray(b'abc'), bytearray([1, 2]), bytearray('é', 'utf-8'), bytearray(range(2))
bytearray('a')
bytearray([256])
bytearray(-1)
bytearray(1.5)
bytearray(None)
bytearray(b'a', 'ascii')
a = bytearray(b'hello')
a[0], a[-1], a[1:3], a[::-1], len(a), list(a)
a[0] = 72; print(a)
a[0] = 256
a[0] = -1
a[0] = 'x'
a[0] = b'x'
a[9] = 1
a[9]
a[1:3] = b'EE'; print(a)
a[1:1] = b'123'; print(a)
a[1:4] = []; print(a)
a[::2] = b'XYZ'; print(a)
a[::2] = b'XY'
a[0:2] = 'ab'
a[0:2] = 5
a[0:2] = [300]
del a[0]; print(a)
del a[::2]; print(a)
del a[10]
a.append(33); print(a)
a.append('x')
a.append(256)
a.extend(b'xyz'); a.extend([1, 2]); a.extend(a); print(a)
a.extend('abc')
a.extend(5)
a.extend([1, 'a'])
a.insert(0, 65); a.insert(100, 66); a.insert(-1, 67); print(a)
a.pop(), a.pop(0), a.pop(-1), a
a.pop(100)
a.remove(120); print(a)
a.remove(7)
a.remove('x')
a.reverse(); print(a)
a.clear(); print(a, len(a))
a.pop()
a += b'abc'; a *= 2; print(a)
a += 'x'
a += 5
a *= 1.5
a.copy() is a, a.copy() == a, a == b'abcabc', a + b'!', a.find(b'c'), a.replace(b'a', b'-'), a.upper(), a.split(b'b')
a.decode(), str(a), a.hex(), bytearray.fromhex('6162'), a.strip(b'a'), a.title(), a.partition(b'b'), a.startswith(b'ab')
hash(a)
{a}
97 in a, b'ca' in a, a.count(b'a'), a.index(99)
a.index(b'zz')
m = memoryview(a)
a.append(1)
a.clear()
del a[0]
a[0] = 1; print(a[0])
a += b'x'
m.release()
a.append(2); print(a)
a.__alloc__() >= len(a), a.__sizeof__() > 50
a.translate(None, b'bc'), a.isalpha(), a.zfill(10), a.expandtabs(), a.center(12, b'*')
b'a'.join([a]), a.join([b'1', b'2']), bytearray(b'%d-%s') % (5, b'x')
iter(a).__length_hint__(), next(iter(a)), list(reversed(a))[:2]
""")
