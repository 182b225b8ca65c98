# The attribute __dict__ of instances of native types: who has one, who lets it
# be replaced, and what is refused.
import _lsprof
import ast
import collections
import functools
import io


def f():
    pass


class C:
    pass


@functools.lru_cache
def g():
    pass


def do(what, x):
    if what == 'get':
        return type(x.__dict__)
    if what == 'set':
        x.__dict__ = {'q': 1}
        return x.q
    if what == 'set 3':
        x.__dict__ = 3
    if what == 'del':
        del x.__dict__
    if what == 'attribute':
        x.z = 5
        return x.z
    return sorted(k for k in x.__dict__ if k[0] != '_')


for x in (f, functools.partial(f), g, ast.AST(), ValueError(), staticmethod(f),
          classmethod(f), C(), io.IOBase(), io.RawIOBase(), io.StringIO(),
          io.BytesIO(), _lsprof.Profiler(), collections.OrderedDict(),
          io.BufferedReader(io.BytesIO())):
    print(type(x).__name__, type(x).__dict__.get('__dict__'))
    for what in ('get', 'set', 'set 3', 'del', 'attribute', 'after'):
        try:
            print('   ', what, do(what, x))
        except Exception as e:
            print('   ', what, type(e).__name__, e)
