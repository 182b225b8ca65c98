"""Did you mean: names, attributes."""
class A: value = 1
try: A().valeu
except AttributeError as e: print(e)
import sys
variable = 1
def f(): return varaible
f()
