"""A child with two threads of its own, and a pipe back."""
import os
import threading

r, w = os.pipe()
pid = os.fork()
if pid == 0:
    parts = []
    threads = [threading.Thread(target=parts.append, args=(k,))
               for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(w, b"%d" % len(parts))
    os._exit(0)
os.close(w)
print(os.read(r, 10), os.waitpid(pid, 0)[1], pid)
