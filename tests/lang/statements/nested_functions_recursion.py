"""Recursion and its limit."""
import sys
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(30))
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
print(deep(900))
def inf(): return inf()
try: inf()
except RecursionError as e: print(e)
sys.setrecursionlimit(200)
print(sys.getrecursionlimit())
def count(n):
    try: return count(n + 1)
    except RecursionError: return n
print(count(0))
try: sys.setrecursionlimit(0)
except ValueError as e: print(e)
class A:
    def __repr__(self): return repr(self)
try: repr(A())
except RecursionError as e: print(e)
