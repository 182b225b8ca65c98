"""Threads begin, run, end; what the module threading says of them."""
# runner: audit-every=200
import threading


def work(results, key, value=0):
    results[key] = (threading.current_thread().name, value)


results = {}
threads = [threading.Thread(target=work, args=(results, k), kwargs={"value": k * k})
           for k in range(4)]
print([t.name for t in threads])
print([t.is_alive() for t in threads], [t.ident for t in threads])
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results.items()))
print([t.is_alive() for t in threads], all(isinstance(t.ident, int) for t in threads))
print(len({t.ident for t in threads}) >= 1, threading.active_count())

t = threading.Thread(target=print, args=("said by a thread",), name="speaker")
print(t.name, t.daemon)
t.start()
t.join()
for wrong in (lambda: t.start(), lambda: threading.current_thread().join(),
              lambda: threading.Thread(target=work).join(),
              lambda: setattr(t, "daemon", True),
              lambda: threading.Thread(group=1)):
    try:
        wrong()
    except (RuntimeError, AssertionError) as error:
        print(type(error).__name__, error)


class Counter(threading.Thread):
    def __init__(self, n):
        super().__init__(name="counter-%d" % n)
        self.n = n
        self.total = None

    def run(self):
        self.total = sum(range(self.n))


counters = [Counter(n) for n in (10, 100, 1000)]
for c in counters:
    c.start()
for c in counters:
    c.join(5)
print([(c.name, c.total) for c in counters])
print(threading.main_thread() is threading.current_thread(),
      threading.main_thread().name, threading.current_thread().daemon)
print([t.name for t in threading.enumerate()])
