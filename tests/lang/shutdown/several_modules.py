"""The order in which several modules are emptied at the end: those loaded
last first, a module behind what it has imported; names that begin with one
underscore first."""
import os
import _shutdown_a as ma
import _shutdown_b as mb
import _shutdown_c as mc
import atexit
import weakref
class Main:
    def __init__(self, n): self.n = n
    def __del__(self): print("del main", self.n, ma is None, os is None)
x = Main("x")
_y = Main("_y")
loop = Main("loop"); loop.me = loop
ma.extra = Main("put into ma")
os.extra = Main("put into os")
import sys
sys.extra = Main("in sys")
import builtins
builtins.extra = Main("in builtins")
def gen():
    try: yield 1
    finally: print("gen closed")
g = gen(); next(g)
atexit.register(print, "atexit")
weakref.finalize(x, print, "finalize x")
import threading
tl = threading.local(); tl.v = Main("thread local")
class Meta(type):
    def __del__(cls): print("class dies", cls.__name__)
class K(metaclass=Meta): pass
k = K()
def func(d=Main("default")): pass
closure = (lambda v: lambda: v)(Main("closure"))
print("end")
