"""threading.local: one set of attributes for each thread."""
# runner: audit-every=200
import threading
import gc
import weakref


class Thing:
    def __del__(self):
        print("del", self.name)


data = threading.local()
data.x = "main"


def look(name):
    try:
        print(data.x)
    except AttributeError as error:
        print(name, error)
    data.x = Thing()
    data.x.name = name
    print(name, sorted(data.__dict__))


for name in ("one", "two"):
    t = threading.Thread(target=look, args=(name,))
    t.start()
    t.join()
print(data.x, data.__dict__)
del data.x
try:
    del data.x
except AttributeError as error:
    print(error)
try:
    data.__dict__ = {}
except AttributeError as error:
    print(error)


class Local(threading.local):
    kind = "class attribute"

    def __init__(self, start):
        self.n = start
        print("init", start)

    def step(self):
        self.n += 1
        return self.n


mine = Local(10)
print(mine.step(), mine.step(), mine.kind)
t = threading.Thread(target=lambda: print("in a thread", mine.step()))
t.start()
t.join()
print(mine.step())
try:
    threading.local(1)
except TypeError as error:
    print(error)
gone = weakref.ref(mine)
del mine
gc.collect()
print(gone())
