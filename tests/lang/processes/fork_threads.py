"""A fork copies only the thread that forks; the child may start its own."""
# runner: audit-every=100 modes=plain,audit,all
import os
import sys
import threading

stop = threading.Event()
other = threading.Thread(target=stop.wait)
other.start()
r, w = os.pipe()
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    names = [t.name for t in threading.enumerate()]
    results = []
    mine = [threading.Thread(target=results.append, args=(n,))
            for n in range(3)]
    for thread in mine:
        thread.start()
    for thread in mine:
        thread.join()
    os.write(w, f"{names} {sorted(results)} {other.is_alive()}".encode())
    os._exit(0)
os.waitpid(pid, 0)
print(os.read(r, 200).decode())
stop.set()
other.join()
print(len(threading.enumerate()))
