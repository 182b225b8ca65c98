"""fork, wait, waitpid, pipe, kill, _exit, exit statuses."""
# runner: audit-every=100 modes=plain,audit,all
import os
import signal
import sys

sys.stdout.flush()
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(r)
    os.write(w, b"from the child")
    os._exit(7)
os.close(w)
print(os.read(r, 100), os.read(r, 1))
os.close(r)
done, status = os.waitpid(pid, 0)
print(done == pid, os.WIFEXITED(status), os.WEXITSTATUS(status),
      os.waitstatus_to_exitcode(status))

# The child has a copy of the heap: what it changes is its own.
data = [1, 2, 3]
r, w = os.pipe()
if os.fork() == 0:
    data.append("child")
    os.write(w, repr(data).encode())
    os._exit(0)
_, status = os.wait()
print(os.read(r, 100), data, status)

# A child that ends as a program ends: flush, atexit, status.
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    import atexit
    atexit.register(print, "atexit of the child")
    print("the child's last line")
    sys.exit(3)
print("child:", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

# An uncaught exception ends a child with 1.
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    sys.stderr = open(os.devnull, "w")
    raise ValueError("of the child")
print("child:", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

# Killed, and nobody left to wait for.
r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(w)
    os.read(r, 1)
    os._exit(0)
print(os.waitpid(pid, os.WNOHANG))
os.kill(pid, signal.SIGKILL)
_, status = os.waitpid(pid, 0)
print(os.WIFSIGNALED(status), os.WTERMSIG(status),
      os.waitstatus_to_exitcode(status))
try:
    os.wait()
except ChildProcessError as error:
    print("ChildProcessError:", error)
try:
    os.kill(pid, 0)
except ProcessLookupError as error:
    print("ProcessLookupError:", error)

# Hooks around a fork.
os.register_at_fork(before=lambda: print("before 1"),
                    after_in_parent=lambda: print("parent 1"),
                    after_in_child=lambda: os.write(w2, b"child 1 "))
os.register_at_fork(before=lambda: print("before 2"),
                    after_in_parent=lambda: print("parent 2"),
                    after_in_child=lambda: os.write(w2, b"child 2"))
r2, w2 = os.pipe()
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    os._exit(0)
os.waitpid(pid, 0)
print(os.read(r2, 100))
try:
    os.register_at_fork()
except TypeError as error:
    print(error)
