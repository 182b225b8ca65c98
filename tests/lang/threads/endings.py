"""How threads end: excepthook, SystemExit, daemons, objects they leave."""
import gc
import sys
import threading
import weakref


class Shared:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        try:
            by = threading._active[threading.get_ident()].name
        except KeyError:
            by = "a thread that is over"
        print("freed", self.name, "by", by)


# The last one who lets go frees it.
shared = Shared("one")
go = threading.Event()


def hold(thing):
    go.wait()
    del thing


thread = threading.Thread(target=hold, args=(shared,), name="holder")
thread.start()
del shared
go.set()
thread.join()
# The thread's arguments went with it.
shared = Shared("two")
thread = threading.Thread(target=lambda thing: None, args=(shared,))
reference = weakref.ref(shared)
del shared
print(reference() is not None)
thread.start()
thread.join()
print(reference())

# Thread-local data dies with its thread.
local = threading.local()


def fill():
    local.thing = Shared("local")


thread = threading.Thread(target=fill, name="filler")
thread.start()
thread.join()
print("after the filler", hasattr(local, "thing"))


# A subclass is initialised in each thread.
class Counted(threading.local):
    start = 0

    def __init__(self, n):
        self.n = n
        Counted.start += 1


counted = Counted(5)
seen = []
thread = threading.Thread(target=lambda: seen.append(counted.n))
counted.n = 6
thread.start()
thread.join()
print(seen, counted.n, Counted.start)


# excepthook.
def hook(args):
    print("hook:", args.exc_type.__name__, args.exc_value,
          args.thread.name, args.exc_traceback is not None)


threading.excepthook = hook
thread = threading.Thread(target=lambda: {}["missing"], name="failing")
thread.start()
thread.join()
thread = threading.Thread(target=sys.exit, args=("not told",))
thread.start()
thread.join()
threading.excepthook = threading.__excepthook__
print(thread.is_alive(), thread.exitcode if hasattr(thread, "exitcode") else
      "no exit code")


def bad_hook(args):
    raise OSError("in the hook")


told = []
sys.excepthook = lambda kind, value, tb: told.append((kind.__name__,
                                                      str(value)))
threading.excepthook = bad_hook
sys.stderr, real = open("/dev/null", "w"), sys.stderr
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
sys.stderr.close()
sys.stderr = real
sys.excepthook = sys.__excepthook__
threading.excepthook = threading.__excepthook__
print(told)

# A cycle that a thread made is collected by another one.
def cycle():
    thing = Shared("cycle")
    thing.me = thing


gc.disable()
thread = threading.Thread(target=cycle)
thread.start()
thread.join()
print("collected", gc.collect() > 0)

print([t.name for t in threading.enumerate()],
      threading.main_thread() is threading.current_thread())
for wrong in (lambda: thread.start(), lambda: threading.Thread().join(),
              lambda: threading.current_thread().join()):
    try:
        wrong()
    except RuntimeError as error:
        print("RuntimeError:", error)


# A daemon is left where it stands; its finally does not run.
def forever():
    try:
        threading.Event().wait()
    finally:
        print("never")


threading.Thread(target=forever, daemon=True).start()
print("the end")
