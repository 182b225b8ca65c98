"""A daemon thread does not keep the program alive; others do."""
# runner: audit-every=200
import threading
import time
import atexit

atexit.register(print, "atexit")


def for_ever():
    while True:
        time.sleep(0.01)


def late():
    time.sleep(0.02)
    print("a thread that the program waits for")


d = threading.Thread(target=for_ever, daemon=True)
d.start()
print(d.daemon, d.is_alive())
t = threading.Thread(target=late)
t.start()
print("the main program is done")
