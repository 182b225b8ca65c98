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
base = [2000, 1, 1, 0, 0, 0, 0, 1, 0]
for i, values in ((1, (13, -1, 0)), (2, (32, -1, 0)), (3, (24, -1)),
                  (4, (60, -1)), (5, (62, -1)), (6, (-2, 8)), (7, (367, -2))):
    for value in values:
        fields = list(base)
        fields[i] = value
        try:
            print(i, value, time.asctime(tuple(fields)))
        except ValueError as e:
            print(i, value, e)
        try:
            time.strftime("%Y", tuple(fields))
        except ValueError as e:
            print(i, value, e)
for wrong in (1e200, -1e200, float("nan"), float("inf"), 2 ** 70, "a"):
    for f in (time.gmtime, time.localtime, time.ctime):
        try:
            print(f(wrong))
        except (OverflowError, ValueError, TypeError) as e:
            print(type(e).__name__, e)
print(time.gmtime(0).tm_zone, time.gmtime(1.9).tm_sec)
