# runner: audit-every=3000 timeout=40
def f(a, b=1, *c, d, **e):
    x = 1
    def g(): return x, a
    return g
c = f.__code__
d = c.replace(co_name='h', co_firstlineno=10)
print(d.co_name, d.co_firstlineno, d.co_varnames, d.co_cellvars, d == c, d.replace(co_name='f', co_firstlineno=c.co_firstlineno) == c)
f.__code__ = d; print(f(5, d=1)()); 
import types
k = types.CodeType(0,0,0,0,1,3,b'\x97\x00d\x00S\x00',(42,),(),(),'fn','nm','qn',1,b'',b'')
print(types.FunctionType(k, {})(), k)
for g in (lambda: c.replace(co_name=1), lambda: types.CodeType(), lambda: c.replace(x=1), lambda: types.FunctionType(1,{})):
    try: g()
    except Exception as e: print(type(e).__name__, e)
