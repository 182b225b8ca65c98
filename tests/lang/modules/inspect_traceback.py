# runner: audit-every=3000 timeout=40 modes=plain,audit,all
"""inspect and traceback: source, signatures, frames, printed chains."""
import inspect, traceback, sys, io, linecache
def f(a, /, b, *args, c=1, d: int = 2, **kw) -> str:
    """Doc
       string."""
    x = 1
    return inspect.currentframe()
class C:
    "class doc"
    y = 1
    def m(self, q): return q
    @classmethod
    def cm(cls): ...
    @staticmethod
    def sm(): ...
    @property
    def p(self): return 1
print(inspect.signature(f), inspect.signature(C), inspect.signature(C().m), inspect.signature(len), inspect.getdoc(f), inspect.getsource(f), inspect.getsourcelines(C.m), inspect.isfunction(f), inspect.ismethod(C().m), inspect.isclass(C), inspect.isbuiltin(len), inspect.getmodule(f).__name__)
fr = f(1, 2, 3, z=5); print(fr.f_code.co_name, fr.f_lineno, sorted(fr.f_locals), inspect.getframeinfo(fr).function)
sig = inspect.signature(f); b = sig.bind(1, 2, c=5); b.apply_defaults(); print(b.arguments, [(p.name, str(p.kind), p.default is p.empty) for p in sig.parameters.values()], sig.return_annotation)
for a, k in (((1,), {}), ((), {'a': 1}), ((1, 2), {'b': 3})):
    try: sig.bind(*a, **k)
    except TypeError as e: print(e)
print([n for n, _ in inspect.getmembers(C, inspect.isfunction)], inspect.getfullargspec(f), inspect.getmro(C)[0].__name__, inspect.isgeneratorfunction(lambda: (yield)), inspect.cleandoc('  a\n    b'), inspect.unwrap(f) is f, inspect.classify_class_attrs(C)[-1].name, inspect.getattr_static(C(), 'p').__class__.__name__, inspect.getcallargs(f, 1, 2))
def g():
    n = inspect.stack()[0]; return n.function, n.lineno, n.code_context
print(g())
class E(Exception): pass
def deep(n):
    if n: return deep(n - 1)
    raise E('deep')
try:
    try: deep(5)
    except E as e: raise ValueError('second') from e
except ValueError as e:
    print(traceback.format_exc()); t = traceback.TracebackException.from_exception(e, capture_locals=True); print(len(t.stack), t.exc_type.__name__, ''.join(t.format_exception_only())); print(traceback.format_exception_only(e), traceback.extract_tb(e.__traceback__)[0].name, traceback.extract_tb(e.__traceback__)[0].line)
    traceback.print_exc(file=sys.stdout, limit=1)
    print(''.join(traceback.format_tb(e.__cause__.__traceback__)))
try:
    try: 1 / 0
    finally: {}['k']
except KeyError: traceback.print_exc(file=sys.stdout)
try: compile('a b', 'f', 'exec')
except SyntaxError: print(traceback.format_exc(limit=0))
try: raise ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [TypeError('t')])])
except ExceptionGroup: traceback.print_exc(file=sys.stdout)
def stack(): traceback.print_stack(file=sys.stdout)
stack()
try: raise ValueError('x')
except ValueError as e: e.add_note('note'); traceback.print_exception(e, file=sys.stdout)
traceback.print_list([('f', 1, 'g', 'line')], file=sys.stdout); print(traceback.walk_tb(None), traceback.format_list(traceback.StackSummary.from_list([('a', 1, 'b', None)])))
