"""Each generation has a counter and a threshold; a collection of a generation
collects the younger ones too.

Try: pytutor-mem examples/r22_thresholds.py
"""
import gc

events = []  # slide: A list for what happens


def note(phase, info):
    if phase == "start":
        events.append(info["generation"])


gc.collect()  # slide: After a collection nothing waits
gc.set_threshold(50, 2, 2)
gc.callbacks.append(note)  # slide: A callback is told of each collection
keep = [[] for i in range(500)]
gc.callbacks.clear()
print(events)  # slide: What was collected, and how often
# slides: --max-objects 3
