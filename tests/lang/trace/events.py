"""sys.settrace: call, line, return and exception events of all kinds of
frames, f_locals in them, and sys.setprofile with its events for C functions."""
import sys
def tracer(frame, event, arg):
    if frame.f_code.co_filename == __file__:
        print(frame.f_code.co_name, event, frame.f_lineno, frame.f_locals if event != 'call' and frame.f_code.co_name!='<module>' else '', arg if event != 'exception' else (arg[0], str(arg[1])))
    return tracer
def f(n):
    total = 0
    for i in range(n):
        total += i
        if total > 2: continue
    return total
def g():
    yield 1
    try:
        x = yield 2
    finally:
        print("fin")
def h():
    try:
        k()
    except ValueError as e:
        return str(e)
def k():
    raise ValueError("bad")
class A:
    def __init__(self, v): self.v = v
    def __iter__(self): return self
    def __next__(self):
        if self.v == 0: raise StopIteration
        self.v -= 1
        return self.v
sys.settrace(tracer)
f(3)
for v in g():
    print(v)
gg = g(); next(gg); next(gg)
try: gg.throw(KeyError(1))
except KeyError: pass
h()
print(list(A(2)))
for q in A(1): pass
lam = lambda x: (x +
   1)
lam(2)
print([y for y in range(2)])
with open(__file__) as fh:
    pass
while True:
    break
match 3:
    case 1: pass
    case 3:
        print("three")
sys.settrace(None)
print(sys.gettrace())
def prof(frame, event, arg):
    print(event, frame.f_code.co_name, getattr(arg, '__name__', arg))
sys.setprofile(prof)
f(2); len([]); [].append(1); abs(*[-1])
try: int("x")
except ValueError: pass
try: len(5)
except TypeError: pass
sys.setprofile(None)
