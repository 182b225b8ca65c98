"""The program ends while daemon threads still run, sleep and wait."""
import atexit
import sys
import threading
import time

sys.setswitchinterval(1e-6)
lock = threading.Lock()
lock.acquire()


class Node:
    def __del__(self):
        time.sleep(1e-5)


def compute():
    while True:
        [Node() for _ in range(3)]


def sleep():
    while True:
        time.sleep(1e-5)


def wait():
    lock.acquire()


for f in (compute, sleep, wait, sleep):
    threading.Thread(target=f, daemon=True).start()
time.sleep(0.0005)
kept = Node()
kept.me = kept
atexit.register(print, "at exit", flush=True)
print("end", flush=True)
