"""Carets under the failing part of a line."""
def g(x, y, d):
    return x + (y / d["k"]["z"])
def f(a):
    return g(1, 2, a) + 3
f({"k": {"z": 0}})
