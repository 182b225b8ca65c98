"""Functions of atexit may wait for daemon threads: these run till then."""
import atexit
import threading

condition = threading.Condition()


def work():
    with condition:
        condition.wait()
        print("woken")


def at_exit():
    with condition:
        condition.notify()
    thread.join()
    print("joined")


thread = threading.Thread(target=work, daemon=True)
atexit.register(at_exit)
with condition:
    thread.start()
    condition.wait(0.01)
print("end")
