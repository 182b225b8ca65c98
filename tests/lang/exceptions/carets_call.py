"""Carets of a failing call, attribute and subscript in nested calls."""
class A:
    def m(self, n): return [1, 2][n].foo
a = A()
print(str(a.m(1)) + "x")
