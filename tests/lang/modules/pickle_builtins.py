# runner: audit-every=3000 timeout=40
import pickle, copyreg, functools, operator
print(iter.__reduce__(), len.__reduce__(), [].append.__reduce__(), str.maketrans.__reduce__() , dict.fromkeys.__reduce__())
print(pickle.loads(pickle.dumps(len)), pickle.loads(pickle.dumps([iter([1,2]), {1:2}, {3}, 'x', b'y', 2.5, None, (1,), int, len])))
print(pickle.dumps([1, 'a', {'b': 2.5}], 2))
for m in (str.upper, 'x'.upper, [].__len__, int.__add__, list.__len__, int.from_bytes, (3).real.__class__):
    try: print(m.__reduce__())
    except Exception as e: print(type(e), e)
class A:
    def m(self): return 5
print(pickle.loads(pickle.dumps(A().m))())
print(pickle.loads(pickle.dumps(range(3))), pickle.loads(pickle.dumps(enumerate('ab'))).__next__(), pickle.loads(pickle.dumps(slice(1,2))), pickle.loads(pickle.dumps(3j)), pickle.loads(pickle.dumps(bytearray(b'z'))), pickle.loads(pickle.dumps(...)), pickle.loads(pickle.dumps(NotImplemented)), pickle.loads(pickle.dumps(ValueError('x'))), pickle.loads(pickle.dumps(frozenset({1}))), pickle.loads(pickle.dumps(type(None))))
print(list(pickle.loads(pickle.dumps(reversed([1,2])))), list(pickle.loads(pickle.dumps(map(len,['a'])))), list(pickle.loads(pickle.dumps(zip('a','b')))), list(pickle.loads(pickle.dumps(filter(None,[0,1])))), pickle.loads(pickle.dumps(functools.partial(len,'x')))(), pickle.loads(pickle.dumps(operator.itemgetter(1)))([1,2]))
