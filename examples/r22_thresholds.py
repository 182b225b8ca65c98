"""Each generation has a counter and a threshold; a collection of a generation
collects the younger ones too.

Try: pytutor-mem examples/r22_thresholds.py
"""
import gc

events = []


def note(phase, info):
    if phase == "start":
        events.append(info["generation"])


gc.collect()
gc.set_threshold(50, 2, 2)
gc.callbacks.append(note)
keep = [[] for i in range(500)]
gc.callbacks.clear()
print(events)
