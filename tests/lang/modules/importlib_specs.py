# runner: audit-every=3000 timeout=40
import importlib, importlib.util, sys, json
print(json.__spec__.name, json.__spec__.parent, importlib.import_module('textwrap').__name__)
import colorsys; print(colorsys.__spec__.name, colorsys.__loader__.__class__.__name__)
print(importlib.util.find_spec('nothere'))
try: importlib.import_module('nothere.x')
except ModuleNotFoundError as e: print(e)
m = importlib.reload(colorsys); print(m is colorsys)
import dataclasses, inspect, unittest
@dataclasses.dataclass(order=True)
class P:
    x: int
    y: list = dataclasses.field(default_factory=list)
print(P(1,[2]), P(1)==P(1), inspect.signature(P), P(1)<P(2))
def f(a, *, b=2, **k): "doc"; return 1
print(inspect.signature(f), inspect.getsource(f), inspect.getdoc(f))
import marshal
x=[1,-5,2**100,-2**70,1.5,'é','abc',b'x',(1,2),{'a':{1,2}},None,True,...,frozenset([1]),3j]
print(marshal.loads(marshal.dumps(x))==x)
