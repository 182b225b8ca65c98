# runner: audit-every=3000 timeout=40 modes=plain,audit,all
"""Packages of one's own: relative and circular imports, names, reload."""
import sys, os, tempfile, importlib
d = tempfile.mkdtemp(); sys.path.insert(0, d)
def w(name, text):
    os.makedirs(os.path.dirname(os.path.join(d, name)), exist_ok=True)
    with open(os.path.join(d, name), 'w') as f: f.write(text)
w('pk/__init__.py', 'print("init", __name__, __package__)\nfrom . import a\nx = a.y + 1\n__all__ = ["a", "b"]\n')
w('pk/a.py', 'print("a", __name__, __package__)\ny = 1\nfrom .sub.c import z\n')
w('pk/b.py', 'from pk import a as q\nfrom .. import nope\n')
w('pk/sub/__init__.py', ''); w('pk/sub/c.py', 'from ..  import a\nfrom ..a import y as z\n')
w('c1.py', 'print("c1")\nimport c2\nv = 1\n'); w('c2.py', 'import c1\nprint("c2", hasattr(c1, "v"))\ntry: from c1 import v\nexcept ImportError as e: print(str(e).split(" (/")[0])\n')
w('err.py', 'raise ValueError("at import")\n'); w('syn.py', 'a b\n'); w('ns/mod.py', 'k = 5\n')
import pk, pk.sub.c; print(pk.x, pk.a.z, pk.sub.c.a is pk.a, pk.__path__[0] == os.path.join(d, 'pk'), os.path.basename(pk.__file__), pk.__name__)
import c1; from ns.mod import k; import ns; print(k, ns.__file__ if hasattr(ns, '__file__') else 'no file', list(ns.__path__)[0].endswith('ns'))
for s in ('import err', 'import err', 'import syn', 'import pk.b', 'import pk.nope', 'import pk.a.q', 'from pk import nope', 'from . import x', 'import nope.x', 'from pk.a import *; print(sorted(n for n in dir() if n in "yz"))', 'from sys import nope'):
    try: exec(s, {'__name__': 'm', '__package__': ''} if s.startswith('from .') else {})
    except Exception as e: print(s, '->', type(e).__name__, str(e).split(' (')[0], getattr(e, 'name', None))
print('err' in sys.modules, 'pk.b' in sys.modules)
w('c1.py', 'v = 2\n'); os.utime(os.path.join(d, 'c1.py'), (1, 1)); importlib.invalidate_caches(); importlib.reload(c1); print(c1.v, importlib.import_module('.a', 'pk') is pk.a, __name__, __package__, __spec__)
sys.modules['fake'] = 5; import fake; print(fake); sys.modules['gone'] = None
try: import gone
except ModuleNotFoundError as e: print(e)
w('mod_attr.py', 'def __getattr__(n): return n * 2\ndef __dir__(): return ["q"]\n'); import mod_attr; print(mod_attr.zz, dir(mod_attr)); from mod_attr import any_name; print(any_name)
import shutil; shutil.rmtree(d)
