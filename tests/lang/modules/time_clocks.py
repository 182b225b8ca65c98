"""clock_gettime and the clocks that time knows."""
import time

for name in ("CLOCK_REALTIME", "CLOCK_MONOTONIC", "CLOCK_PROCESS_CPUTIME_ID",
             "CLOCK_THREAD_CPUTIME_ID", "CLOCK_BOOTTIME"):
    clock = getattr(time, name)
    a, b = time.clock_gettime(clock), time.clock_gettime_ns(clock)
    print(name, clock, a >= 0, type(b), time.clock_getres(clock) < 0.1)
print(abs(time.clock_gettime(time.CLOCK_REALTIME) - time.time()) < 5)
for name in ("time", "monotonic", "perf_counter", "process_time",
             "thread_time"):
    print(time.get_clock_info(name))
for wrong in (lambda: time.clock_gettime(1000), lambda: time.clock_gettime("a"),
              lambda: time.get_clock_info("sun")):
    try:
        wrong()
    except (OSError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
