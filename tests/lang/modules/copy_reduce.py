# runner: audit-every=3000 timeout=40
import copy, collections, pickle
P = collections.namedtuple('P','x y'); p = P(1,[2]); print(copy.copy(p), copy.deepcopy(p), pickle.loads(pickle.dumps(p)))
class A: pass
a = A(); print(a.__reduce_ex__(2), a.__getstate__()); a.x=1; print(a.__reduce_ex__(4)[2:], a.__getstate__() is a.__dict__)
class S:
    __slots__=('q','r')
s=S(); s.q=1; print(s.__getstate__(), copy.copy(s).q, s.__reduce_ex__(2)[2])
class N(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a,b))
    def __getnewargs__(self): return tuple(self)
print(copy.copy(N(1,2)), copy.deepcopy(N([1],2)))
class K(int):
    def __new__(cls, *, v): return super().__new__(cls, v)
    def __getnewargs_ex__(self): return (), {'v': int(self)}
print(copy.copy(K(v=4)), K(v=2).__reduce_ex__(2)[0].__name__)
for o in (iter([]), (x for x in []), open, type, len, memoryview(b''), super(A, a), property()):
    try: print(o.__reduce_ex__(2)[0])
    except Exception as e: print(type(e).__name__, e)
class L(list): pass
l=L([1,2]); l.z=3; print(copy.copy(l), copy.copy(l).z, copy.deepcopy({'a':[l]}))
class D(dict): pass
print(copy.copy(D(a=1)), pickle.loads(pickle.dumps(D(b=2))) if 0 else '')
