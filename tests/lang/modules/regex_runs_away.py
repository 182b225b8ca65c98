"""A match that would take years ends when a signal's handler raises."""
# runner: modes=plain,audit,all audit-every=100 timeout=60
import re
import signal

count = 0


def tick(number, frame):
    global count
    count += 1


def stop(number, frame):
    raise TimeoutError("too long")


signal.signal(signal.SIGALRM, tick)
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
print(re.match(r"(a+)+$", "a" * 24 + "!"), count > 0)
signal.setitimer(signal.ITIMER_REAL, 0)
signal.signal(signal.SIGALRM, stop)
for call in (lambda: re.match(r"(a+)+$", "a" * 60 + "!"),
             lambda: re.sub("(\u00e4|\u00e4\u00e4)+$", "", "\u00e4" * 90 + "!"),
             lambda: re.findall(r"(?:\w*\s*)*=", "word \U0001f600 " * 40)):
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        print(call())
    except TimeoutError as error:
        print(error)
    signal.setitimer(signal.ITIMER_REAL, 0)
print(re.match(r"(a+)+$", "aaa")[0])
