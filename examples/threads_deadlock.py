"""Two locks, taken in different order: each thread holds one and waits for
the other for ever. The program is told so instead of hanging.

Try: pytutor-mem --view gil examples/threads_deadlock.py
"""
import threading

left, right = threading.Lock(), threading.Lock()
both = threading.Barrier(2)


def take(first, second):
    with first:
        both.wait()
        try:
            with second:
                pass
        except RuntimeError as error:
            print(str(error).split(":")[0])


a = threading.Thread(target=take, args=(left, right), name="left first")
b = threading.Thread(target=take, args=(right, left), name="right first")
a.start()
b.start()
a.join()
b.join()
