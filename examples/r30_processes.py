"""A process has a heap and a GIL of its own: after the fork each has its own
copy of the list, and what the child appends the parent never sees.

Try: pytutor-mem examples/r30_processes.py
"""
import os

shared = ["before the fork"]
reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    shared.append("by the child")
    os.write(writer, str(len(shared)).encode())
    os._exit(0)
os.waitpid(pid, 0)
print("in the child:", os.read(reader, 10).decode())
os.close(reader)
os.close(writer)
del reader, writer, pid
print("in the parent:", len(shared))
