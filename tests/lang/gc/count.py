"""gc.get_count counts the collections of the younger generations."""
import gc
gc.disable()
gc.collect()
gc.collect(0); print(gc.get_count()[1:])
gc.collect(0); print(gc.get_count()[1:])
gc.collect(1); print(gc.get_count()[1:])
gc.collect(2); print(gc.get_count()[1:])
