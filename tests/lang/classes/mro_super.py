"""MRO, cooperative super, inconsistent hierarchies."""
class A:
    def f(self): return ["A"]
class B(A):
    def f(self): return ["B"] + super().f()
class C(A):
    def f(self): return ["C"] + super().f()
class D(B, C):
    def f(self): return ["D"] + super().f()
print(D().f(), [c.__name__ for c in D.__mro__], D.__bases__, D.__base__)
try: type("X", (A, B), {})
except TypeError as e: print(e)
try: type("X", (A, A), {})
except TypeError as e: print(e)
try:
    class Y(bool): pass
except TypeError as e: print(e)
try:
    class Z(int, str): pass
except TypeError as e: print(e)
print(super(B, D()).f(), super(D, D).f(D()))
try: super(int, D())
except TypeError as e: print(e)
def g(): super()
try: g()
except RuntimeError as e: print(e)
