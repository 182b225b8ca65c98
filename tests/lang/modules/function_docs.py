"""help() and inspect.signature of the functions of modules in C."""
# runner: audit-every=5000 timeout=90 modes=plain,audit
import cmath
import inspect
import math
import types

for module in (math, cmath):
    for name in sorted(dir(module)):
        f = getattr(module, name)
        if type(f) is types.BuiltinFunctionType:
            print(name, f.__text_signature__, "-", f.__doc__)
print(inspect.signature(math.isclose), inspect.signature(math.sqrt))
help(math.gcd)
help(cmath.phase)
print(inspect.signature(int.__add__), inspect.signature((5).__add__),
      inspect.signature(dict.__init__))
