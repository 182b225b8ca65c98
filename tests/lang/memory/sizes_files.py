"""Files: their sizes, what is in their dicts, what the collector sees."""
import gc
import io
import os
import sys
import weakref


def show(what, o, less=0):
    print(what, type(o).__name__, sys.getsizeof(o) - less, gc.is_tracked(o),
          sorted(getattr(o, "__dict__", {})),
          [type(x).__name__ for x in gc.get_referents(o)
           if not isinstance(o, io.TextIOWrapper)])
    try:
        weakref.ref(o)
    except TypeError as e:
        print(e)


for t in (io.IOBase, io.RawIOBase, io.FileIO, io.BytesIO, io.StringIO,
          io.BufferedReader, io.BufferedWriter, io.BufferedRandom,
          io.BufferedRWPair, io.TextIOWrapper, io.IncrementalNewlineDecoder):
    print(t.__name__, t.__basicsize__, t.__dictoffset__, t.__weakrefoffset__)

path = f"/tmp/sizes_files.{os.getpid()}"
with open(path, "w") as f:
    show("text", f)
    print(f.mode, f.__dict__)
    show("buffer", f.buffer, os.stat(path).st_blksize)
    show("raw", f.buffer.raw)
    f.write("abc")
print(f.__dict__, sorted(f.buffer.raw.__dict__), f.closed)
show("closed", f)
show("closed", f.buffer)
show("closed", f.buffer.raw)
show("bytes", io.BytesIO())
show("bytes", io.BytesIO(b"abc" * 10), 30)
show("text", io.StringIO())
show("text", io.StringIO("abc" * 100))
show("pair", io.BufferedRWPair(io.BytesIO(), io.BytesIO()))
show("over bytes", io.BufferedReader(io.BytesIO()))
show("over bytes", io.BufferedWriter(io.BytesIO(), 100))
show("over bytes", io.BufferedRandom(io.BytesIO()))
show("wrapper", io.TextIOWrapper(io.BytesIO()))
show("decoder", io.IncrementalNewlineDecoder(None, False))

# The name is an attribute like others.
raw = io.FileIO(path)
print(raw.name == path, raw.__dict__ == {"name": path})
raw.name = "another"
print(raw)
del raw.name
print(repr(raw).replace(str(raw.fileno()), "N"))
raw.close()
print(raw.__dict__, raw)


class File(io.FileIO):
    def __init__(self, path):
        super().__init__(path)
        self.extra = 1


f = File(path)
show("subclass", f)
f.close()
print(File.__dictoffset__, File.__basicsize__)
del f


class Own(io.IOBase):
    pass


o = Own()
print(o.closed, o.__dict__)
o.close()
print(o.closed, o.__dict__)
o.close()


class Broken(io.IOBase):
    def flush(self):
        raise OSError("no room")


o = Broken()
try:
    o.close()
except OSError as e:
    print(e, o.closed)

# A file in a cycle.
b = io.BytesIO(b"x")
b.me = b
r = weakref.ref(b)
del b
gc.collect()
print(r())
os.remove(path)
