"""Three generations: new containers are in generation 0; what survives a
collection is promoted.

Try: pytutor-mem examples/r20_generations.py
"""
import gc

gc.disable()


def generation(thing):
    for number in range(3):
        if any(thing is other for other in gc.get_objects(number)):
            return number


old = ["old"]
gc.collect()
middle = ["middle"]
gc.collect(0)
young = ["young"]
print([generation(thing) for thing in (old, middle, young)])
