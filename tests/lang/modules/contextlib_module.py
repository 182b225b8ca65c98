# runner: audit-every=3000 timeout=40
"""contextlib: every helper."""
import contextlib, io, sys, asyncio
@contextlib.contextmanager
def cm(x):
    print('in', x)
    try: yield x * 2
    except KeyError as e: print('caught', e)
    finally: print('out')
with cm(1) as v: print(v)
with cm(2): raise KeyError('k')
try:
    with cm(3): raise ValueError('v')
except ValueError as e: print('through', e)
@cm(5)
def f(): print('decorated'); return 7
print(f(), f())
with contextlib.suppress(KeyError, ZeroDivisionError): 1 / 0
print('after')
b = io.StringIO()
with contextlib.redirect_stdout(b): print('hidden')
print(repr(b.getvalue()))
class C:
    def close(self): print('closed')
with contextlib.closing(C()), contextlib.nullcontext(3) as n: print(n)
with contextlib.ExitStack() as st:
    print(st.enter_context(cm('a'))); st.callback(print, 'cb', end='!\n'); st.push(lambda *e: print('exit', e[0]) or True); raise RuntimeError
try:
    with contextlib.ExitStack() as st:
        st.callback(lambda: 1 / 0); st.callback(lambda: {}['x'])
except ZeroDivisionError as e: print(repr(e), repr(e.__context__))
class D(contextlib.ContextDecorator):
    def __enter__(self): print('D in')
    def __exit__(self, *e): print('D out', e[0])
@D()
def g(): print('g')
g()
@contextlib.contextmanager
def bad(): 
    if 0: yield
try:
    with bad(): pass
except RuntimeError as e: print(e)
@contextlib.contextmanager
def twice(): yield; yield
try:
    with twice(): pass
except RuntimeError as e: print(e)
class A(contextlib.AbstractContextManager):
    def __exit__(self, *a): return None
with A() as a: print(type(a).__name__)
import os
with contextlib.chdir('/'): print(os.getcwd())
@contextlib.contextmanager
def stop(): yield
try:
    with stop(): raise StopIteration('s')
except StopIteration as e: print('stop', e)
