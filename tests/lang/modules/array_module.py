# runner: audit-every=3000 timeout=40
import array, sys, copy
a = array.array('i', [1,2,3]); print(a, a.typecode, a.itemsize, len(a), a[0], a[-1], a[1:], a[::2], array.typecodes)
a.append(4); a.extend([5,6]); a.extend(array.array('i',[7])); a.insert(1, 99); print(a, a.pop(), a.pop(0), a.index(3), a.count(2))
a.remove(99); a.reverse(); print(a, a.tolist(), a.tobytes())
a[0] = 100; a[1:3] = array.array('i',[9,9,9]); del a[0]; print(a); del a[::2]; print(a)
print(a + a, a * 2, 3 * a); a += array.array('i',[1]); a *= 2; print(a, 9 in a)
for f in (lambda: array.array('i',['x']), lambda: a.append(2**40), lambda: array.array('z'), lambda: array.array('i', 'abc'), lambda: a[99], lambda: a.__setitem__(99,1), lambda: array.array('b',[200]), lambda: a + [1], lambda: a.extend(array.array('d',[1])), lambda: a.remove(77), lambda: a.index(77), lambda: array.array('i').pop(), lambda: a.pop(99), lambda: array.array(), lambda: array.array('xx'), lambda: array.array(5), lambda: a.__setitem__(slice(0,2),[1,2]), lambda: a.frombytes(b'abc'), lambda: array.array('B',[1.5]), lambda: array.array('d',['s']), lambda: array.array('u',[1]), lambda: hash(a), lambda: a.fromlist((1,2)), lambda: a.__setitem__(slice(None,None,2), array.array('i',[1])), lambda: a['x'], lambda: array.array('L',[-1]), lambda: array.array('H',[70000]), lambda: array.array('B',[-1])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(array.array('d',[1.5,2]), array.array('u','héllo'), array.array('u','hé').tounicode(), array.array('B', b'abc'), array.array('f',[1.1]), array.array('d'), array.array('u'))
print(sys.getsizeof(array.array('i')), [sys.getsizeof(array.array(t, range(10))) for t in 'bBhHiIlLqQfd'])
b = array.array('b'); s=[]
for i in range(40): b.append(1); s.append(sys.getsizeof(b))
print(s)
b = array.array('i', range(10)); s=[]
while b: b.pop(); s.append(sys.getsizeof(b))
print(s)
print(array.array('i',[1,2]) == array.array('d',[1,2]), array.array('i',[1,2]) < array.array('i',[1,3]), array.array('i',[1]) != array.array('i',[1,2]), array.array('i',[1]) == [1])
c = copy.copy(a); d = copy.deepcopy(a); print(c == a, c is a, d == a)
m = memoryview(array.array('i',[1,2,3])); print(m.format, m.itemsize, m[1], m.tolist(), m.nbytes)
x = array.array('i',[1,2,3]); m = memoryview(x); m[0] = 42; print(x)
try: x.append(1)
except BufferError as e: print(e)
m.release(); x.append(1); print(x, list(x), list(reversed(x)), [i for i in x], sum(x), max(x), sorted(x), iter(x))
x.byteswap(); print(x); x.frombytes(b'\1\0\0\0'); x.fromlist([7]); print(x, x.buffer_info()[1])
import struct; print(struct.pack_into('i', x, 0, 5), x, bytes(x)[:4], bytearray(x)[:4])
class A(array.array): pass
z = A('i',[1]); z.q = 1; print(z, type(z+z), type(z[:]), z.__reduce_ex__(2)[0].__name__)
print(isinstance(array.ArrayType, type), array.array('i', iter([1,2])), array.array('i', (x for x in range(3))), array.array('i',{1:2}), array.array('q',[2**62]), array.array('Q',[2**64-1]), array.array('i', array.array('d',[1.0])) if 0 else '')
import io; f = io.BytesIO(); x.tofile(f); f.seek(0); y = array.array('i'); y.fromfile(f, 2); print(y)
try: y.fromfile(f, 99)
except EOFError as e: print(e, len(y))
import weakref; print(weakref.ref(x)() is x, array.array('i',[3,1]).__iter__().__reduce__() if 0 else '')
