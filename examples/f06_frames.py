"""Up the frames: every caller's locals are still there while the callee runs.

Try: pytutor-mem examples/f06_frames.py --at 7
"""
def inner(n):
    local = [n]
    return len(local)


def outer():
    waiting = {"kept": True}
    return inner(5) + len(waiting)


print(outer())
