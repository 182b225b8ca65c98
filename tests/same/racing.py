"""Processes that compute side by side, poll, sleep, are killed, and share a
lock and a pipe."""
import multiprocessing
import os
import time

fork = multiprocessing.get_context("fork")


def compute(lock, pipe, n):
    total = 0
    for i in range(5000 * n):
        total += i
    with lock:
        time.sleep(0.001)
        pipe.send((n, total))


lock = fork.Lock()
mine, theirs = fork.Pipe()
children = [fork.Process(target=compute, args=(lock, theirs, n))
            for n in range(1, 5)]
for child in children:
    child.start()
seen = 0
while any(child.is_alive() for child in children):
    seen += mine.poll(0.0005)
print([mine.recv() for _ in children], seen > 0)

ready, go = os.pipe()
pids = []
for n in range(3):
    pid = os.fork()
    if pid == 0:
        os.read(ready, 1)
        os._exit(n)
    pids.append(pid)
os.write(go, b"...")
print([os.wait()[1] for _ in pids])

child = fork.Process(target=time.sleep, args=(60,))
child.start()
child.kill()
child.join()
print(child.exitcode)
