"""An object held by the uncaught exception's frame dies at exit."""
class A:
    def __del__(self): print("del A")
def f():
    a = A()
    raise ValueError("x")
f()
