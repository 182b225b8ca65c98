# runner: audit-every=3000 timeout=40
import operator as o, sys, functools, copy
print(o.add, o.itemgetter(1)([1,2]), o.itemgetter(0,2)('abc'), o.attrgetter('real','imag')(3j), o.attrgetter('__class__.__name__')(1), o.methodcaller('split', ',', maxsplit=1)('a,b,c'))
print(o.itemgetter('a',1), o.attrgetter('x.y','z'), o.methodcaller('f',1,k=2), copy.copy(o.itemgetter(1))([5,6]))
print(sys.getsizeof(o.itemgetter(1)), sys.getsizeof(o.attrgetter('a')), sys.getsizeof(o.methodcaller('a')))
l=[1]; print(o.iadd(l,[2]) is l, o.concat('a','b'), o.countOf([1,1,2],1), o.indexOf('abc','c'), o.length_hint(iter([1,2])), o.call(max,1,2), o.pow(2,3), o.not_(0), o.index(True), o.contains([1],1))
for f in (lambda: o.itemgetter(), lambda: o.attrgetter(1), lambda: o.methodcaller(), lambda: o.methodcaller(1), lambda: o.itemgetter(5)([1]), lambda: o.add(1), lambda: o.itemgetter(1)(1,2), lambda: o.indexOf([1],2), lambda: o.concat(1,2), lambda: o.length_hint([], 'x'), lambda: o.call(), lambda: o.attrgetter('a.b')(1), lambda: o.itemgetter(a=1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(functools.reduce(o.mul, range(1,6)), sorted([(2,'b'),(1,'c')], key=o.itemgetter(1)), list(map(o.neg,[1,2])), o.__all__[:3], o.__doc__[:20])
