"""gc.freeze puts objects aside; unfreeze brings them back."""
import gc
gc.disable(); gc.collect()
print(gc.get_freeze_count() == 0)
a = []; a.append(a); del a
gc.freeze()
print(gc.get_freeze_count() > 0, gc.collect())
gc.unfreeze()
print(gc.get_freeze_count(), gc.collect())
