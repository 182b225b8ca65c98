# runner: modes=plain timeout=60
import ast
src = open('/usr/lib/python3.11/argparse.py').read()
t = ast.parse(src)
import hashlib
print(hashlib.md5(ast.dump(t, include_attributes=True).encode()).hexdigest())
for f in ['dataclasses','typing','enum','contextlib','asyncio/events','test/test_patma', 'test/test_grammar','test/test_fstring', 'test/test_except_star']:
    t = ast.parse(open('/usr/lib/python3.11/%s.py'%f).read())
    print(f, hashlib.md5(ast.dump(t, include_attributes=True).encode()).hexdigest(), hashlib.md5(ast.unparse(t).encode()).hexdigest())
    c = compile(t, 'x', 'exec')
    d = compile(open('/usr/lib/python3.11/%s.py'%f).read(), 'x', 'exec')
    print(c == d, c.co_code == d.co_code, c.co_names==d.co_names)
print(ast.dump(ast.parse('x = u"a"; y: int = 3j', mode='exec'), indent=2))
print(ast.literal_eval("{'a': [1, 2.5, (None, True)], 'b': -3+2j}"))
class V(ast.NodeTransformer):
    def visit_Constant(self, n): return ast.copy_location(ast.Constant(n.value*2), n)
t = V().visit(ast.parse('print(3+4, "ab")')); exec(compile(t,'f','exec'))
for f in (lambda: ast.BinOp(1,2,3,4), lambda: ast.Name('a', id='b'), lambda: compile(ast.Module([ast.Expr(ast.Name('x'))],[]),'f','exec'), lambda: compile(ast.Module([1],[]),'f','exec'), lambda: compile(ast.parse('1'),'f','eval'), lambda: compile(ast.Module('x',[]),'f','exec'), lambda: ast.literal_eval('f()')):
    try: print(f())
    except Exception as e: print(type(e).__name__, str(e)[:90])
for n in sorted(dir(ast)):
    c = getattr(ast, n)
    if isinstance(c, type) and issubclass(c, ast.AST):
        print(n, c._fields, c._attributes, c.__mro__[1].__name__, c.__doc__, sorted(k for k,v in vars(c).items() if v is None), c.__match_args__)
import sys; print(sys.getsizeof(ast.Pass()), ast.Add() , type(ast.parse('a+b').body[0].value.op) is ast.Add) if 0 else None
n = ast.parse('a+b').body[0].value
print(n.op is ast.parse('c+d').body[0].value.op, n.__dict__.keys(), isinstance(ast.Constant(3), ast.Num))
