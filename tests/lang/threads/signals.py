"""Signals and threads: handlers run in the main thread, whoever raised."""
# runner: audit-every=200 modes=plain,audit,all
import _thread
import io
import os
import signal
import sys
import threading
import time

seen = []


def handler(number, frame):
    seen.append((signal.Signals(number).name,
                 threading.current_thread() is threading.main_thread()))


def in_thread(work, *args):
    thread = threading.Thread(target=work, args=args)
    thread.start()
    thread.join()


signal.signal(signal.SIGUSR1, handler)
in_thread(signal.raise_signal, signal.SIGUSR1)
print(seen)
in_thread(os.kill, os.getpid(), signal.SIGUSR1)
time.sleep(0.01)
print(seen)

# interrupt_main: as if SIGINT had come, if anybody handles it.
try:
    _thread.interrupt_main()
    for _ in range(1000):
        pass
except KeyboardInterrupt:
    print("interrupted")
_thread.interrupt_main(signal.SIGUSR1)
print(seen[2:])
for ignoring in signal.SIG_IGN, signal.SIG_DFL:
    old = signal.signal(signal.SIGINT, ignoring)
    _thread.interrupt_main()
    print(old is signal.default_int_handler, end=" ")
    signal.signal(signal.SIGINT, old)
print()


def interrupt():
    time.sleep(0.01)
    _thread.interrupt_main()


thread = threading.Thread(target=interrupt)
thread.start()
try:
    time.sleep(20)
except KeyboardInterrupt:
    print("interrupted while it sleeps")
thread.join()

# Only the main thread may set handlers.


def wrong():
    for what in (lambda: signal.signal(signal.SIGUSR1, handler),
                 lambda: signal.set_wakeup_fd(-1)):
        try:
            what()
        except ValueError as error:
            print(error)


in_thread(wrong)
r, w = os.pipe()
try:
    signal.set_wakeup_fd(w)
except ValueError as error:
    print(str(error).replace(str(w), "N"))
os.set_blocking(w, False)
print(os.get_blocking(r), os.get_blocking(w), signal.set_wakeup_fd(w))
signal.raise_signal(signal.SIGUSR1)
in_thread(signal.raise_signal, signal.SIGUSR1)
print(signal.set_wakeup_fd(-1) == w, os.read(r, 10))
try:
    signal.set_wakeup_fd(10000)
except OSError as error:
    print(error)

lock = threading.RLock()
print(lock._recursion_count(), lock.acquire(), lock._recursion_count())

# What sys.stderr was when the thread was made.
sys.stderr = text = io.StringIO()
thread = threading.Thread(target=lambda: [][1], name="failing")
sys.stderr = None
thread.start()
thread.join()
print(text.getvalue().splitlines()[0], text.getvalue().splitlines()[-1])
sys.stderr = sys.__stderr__
