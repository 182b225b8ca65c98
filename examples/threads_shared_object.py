"""An object that two threads share dies in the thread that drops the last
reference: here in the one that was given it, not in the one that made it.

Try: pytutor-mem --at 25 examples/threads_shared_object.py
"""
import threading


class Node:
    def __del__(self):
        print("freed by", threading.current_thread().name)


def keep(node, go):
    go.wait()


go = threading.Event()
node = Node()
keeper = threading.Thread(target=keep, args=(node, go), name="keeper")
keeper.start()
del node
print("the main thread has dropped it")
go.set()
keeper.join()
