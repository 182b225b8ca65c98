"""super objects, instance dicts and module dicts."""
import sys
class A:
    def who(self): return sys.getrefcount(self)
class B(A):
    def who(self):
        s = super()
        return super().who(), sys.getrefcount(self), sys.getrefcount(s)
b = B()
print(b.who())
d = b.__dict__
print(sys.getrefcount(d))
b.x = 1
print(d, sys.getrefcount(d))
del b
print(sys.getrefcount(d), d)
g = globals()
print(sys.getrefcount(g) == sys.getrefcount(globals()))
v = vars(sys)
print(v is sys.__dict__)
