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


old = ["old"]  # slide: A new list is in generation 0
gc.collect()  # slide: A collection of all: now it is in generation 2
middle = ["middle"]
gc.collect(0)  # slide: A collection of generation 0: middle is in 1
young = ["young"]  # slide: Three lists, three generations
print([generation(thing) for thing in (old, middle, young)])
