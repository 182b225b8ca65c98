"""Only containers are tracked by the collector; tuples and dicts of simple
values can be left out.

Try: pytutor-mem examples/r21_tracked_containers.py
"""
import gc

pair = tuple([1, "x"])
holder = tuple([[], 1])  # slide: Both tuples are tracked when they are made
plain = {"a": 1}
deep = {"a": []}  # slide: A dict of simple values is not tracked
gc.collect()  # slide: A collection lets the tuple of simple values go
for thing in (7, "s", pair, holder, plain, deep):
    print(gc.is_tracked(thing), repr(thing))
