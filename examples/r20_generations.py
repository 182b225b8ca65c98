"""Three generations: new containers are in generation 0; what survives a
collection is promoted.

Try: pytutor-mem examples/r20_generations.py
"""
import gc

gc.disable()
old = ["old"]
gc.collect()
middle = ["middle"]
gc.collect(0)
young = ["young"]
for generation in range(3):
    objects = gc.get_objects(generation)
    print(generation, [o for o in (old, middle, young)
                       if any(o is x for x in objects)])
