"""breakpoint() calls sys.breakpointhook, which $PYTHONBREAKPOINT governs."""
import os
import sys
import warnings


def hook(*args, **kwargs):
    print("hook", args, kwargs)
    return 5


sys.breakpointhook = hook
print(breakpoint(1, x=2))
sys.breakpointhook = sys.__breakpointhook__
os.environ["PYTHONBREAKPOINT"] = "0"
print(breakpoint())
os.environ["PYTHONBREAKPOINT"] = "builtins.print"
breakpoint("from print", 3, sep="-")
os.environ["PYTHONBREAKPOINT"] = "len"
print(breakpoint([1, 2]))
for wrong in ("nope.nope", "os.nope", "."):
    os.environ["PYTHONBREAKPOINT"] = wrong
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        print(breakpoint(), w[0].message, w[0].category.__name__)
del sys.breakpointhook
try:
    breakpoint()
except RuntimeError as e:
    print(e)
