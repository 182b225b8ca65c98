"""gc.get_objects lists what is tracked, per generation on request."""
import gc
gc.disable(); gc.collect()
class A: pass
a = A()
print(any(o is a for o in gc.get_objects()))
print(any(o is a for o in gc.get_objects(generation=0)), any(o is a for o in gc.get_objects(generation=2)))
gc.collect(0)
print(any(o is a for o in gc.get_objects(0)), any(o is a for o in gc.get_objects(1)))
gc.collect(1)
print(any(o is a for o in gc.get_objects(1)), any(o is a for o in gc.get_objects(2)))
gc.collect()
print(any(o is a for o in gc.get_objects(2)))
t = (1, 2)
print(any(o is t for o in gc.get_objects()))
for bad in (3, -1, "x"):
    try: gc.get_objects(bad)
    except (ValueError, TypeError) as e: print(type(e).__name__, e)
