"""Exceptions in threads: the excepthook, SystemExit, start_new_thread."""
# runner: audit-every=200
import sys
import threading
import _thread
import time

sys.stderr = sys.stdout


def hook(args):
    print("hook:", args.exc_type.__name__, args.exc_value, args.thread.name)


def fail(n):
    raise ValueError("number %d" % n)


threading.excepthook = hook
t = threading.Thread(target=fail, args=(1,), name="first")
t.start()
t.join()
t = threading.Thread(target=sys.exit, args=(3,), name="second")
t.start()
t.join()
print(t.is_alive())
print(threading.__excepthook__ is not hook, type(threading.ExceptHookArgs))
threading.excepthook = threading.__excepthook__

for wrong in (lambda: _thread.start_new_thread(1, ()),
              lambda: _thread.start_new_thread(print, 1),
              lambda: _thread.start_new_thread(print, (), 1),
              lambda: _thread.start_new_thread()):
    try:
        wrong()
    except TypeError as error:
        print(error)
done = _thread.allocate_lock()
done.acquire()


def raw(*args, **kwargs):
    print(args, kwargs, _thread._count() >= 1)
    done.release()


_thread.start_new_thread(raw, (1, 2), {"k": 3})
done.acquire()


def leave():
    done.release()
    _thread.exit()


_thread.start_new_thread(leave, ())
done.acquire()
print(issubclass(_thread.error, RuntimeError), _thread.TIMEOUT_MAX > 1e9)
print(sys.getswitchinterval())
sys.setswitchinterval(0.001)
print(sys.getswitchinterval())
try:
    sys.setswitchinterval(0)
except ValueError as error:
    print(error)
