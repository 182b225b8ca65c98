"""Exceptions hold their frames, and what the frames hold."""
import sys
x = object()
def bad(y):
    raise ValueError(y)
try:
    bad(x)
except ValueError as e:
    print("inside", sys.getrefcount(x), sys.getrefcount(e))
print("after", sys.getrefcount(x))
keep = None
try:
    bad(x)
except ValueError as e:
    keep = e
print("kept", sys.getrefcount(x), sys.getrefcount(keep))
print(keep.__traceback__.tb_next.tb_frame.f_locals["y"] is x)
keep.__traceback__ = None
print("no traceback", sys.getrefcount(x), sys.getrefcount(keep))
keep = None
print("dropped", sys.getrefcount(x))
def swallow(z):
    try:
        raise KeyError(z)
    except KeyError:
        pass
    return sys.getrefcount(z)
print(swallow(x), sys.getrefcount(x))
def chained():
    try:
        raise KeyError(x)
    except KeyError as k:
        raise ValueError(x) from k
try:
    chained()
except ValueError as e:
    print(sys.getrefcount(x), sys.getrefcount(e.__cause__))
print(sys.getrefcount(x))
try:
    "e" in locals() or print("no e")
    e
except NameError as err:
    print(err)
