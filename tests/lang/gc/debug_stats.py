"""DEBUG_COLLECTABLE and such need not change the result."""
import gc
gc.disable(); gc.collect()
gc.set_debug(gc.DEBUG_SAVEALL)
print(gc.get_debug() == gc.DEBUG_SAVEALL)
gc.set_debug(0)
print(gc.get_debug())
try: gc.set_debug("x")
except TypeError as e: print(e)
