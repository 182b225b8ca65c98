# runner: audit-every=3000 timeout=40
"""copy and pickle of shared and cyclic structures and of own classes."""
import copy, pickle, io, copyreg
class N:
    def __init__(self, v): self.v = v; self.next = None
a, b = N(1), N(2); a.next = b; b.next = a
for f in (copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))): c = f(a); print(c is not a, c.next.next is c, c.next.v)
l = [1]; x = [l, l]; y = copy.deepcopy(x); z = copy.copy(x); print(y[0] is y[1], y[0] is l, z[0] is l)
class S:
    __slots__ = ('p', 'q')
class G:
    def __init__(self): self.f = open; self.k = 1
    def __getstate__(self): return {'k': self.k}
    def __setstate__(self, s): self.__dict__ = s; self.restored = True
class R:
    def __init__(self, n): self.n = n
    def __reduce__(self): return (R, (self.n * 2,))
class M:
    def __copy__(self): return 'shallow'
    def __deepcopy__(self, memo): return 'deep'
s = S(); s.p = 5; t = copy.copy(s); print(t.p, hasattr(t, 'q'), copy.copy(R(2)).n, pickle.loads(pickle.dumps(R(3))).n, copy.copy(M()), copy.deepcopy([M()]), pickle.loads(pickle.dumps(G())).__dict__)
for p in range(6): print(p, len(pickle.dumps({'a': [1, 2.5, 'é', b'x', None, True, (1,), {1}, frozenset([2]), 2**80, -1]}, p)), pickle.loads(pickle.dumps({'a': [1, 2.5, 'é', (1, 2)]}, p)))
for o in (lambda: 0, (i for i in []), open('/dev/null'), type('L', (), {})()):
    try: pickle.dumps(o)
    except Exception as e: print(type(e).__name__, str(e).split(' at 0x')[0].split(':')[0])
class D(dict): pass
class L(list): pass
class T(tuple): pass
d = D(a=1); d.z = 2; m = L([1]); m.z = 3; print(copy.copy(d).z, copy.deepcopy(m).z, pickle.loads(pickle.dumps(d)), type(pickle.loads(pickle.dumps(T((1,))))).__name__, copy.copy(T((1, 2))))
memo = {}; copy.deepcopy(l, memo); print(len(memo)); f = io.BytesIO(); pickle.dump([1], f); f.seek(0); print(pickle.load(f))
try: copy.copy(x for x in [])
except TypeError as e: print(e)
