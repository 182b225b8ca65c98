"""A file that nobody closed: the warning, what is written, and that its
layers close with it."""
# runner: audit-every=300 timeout=60 modes=plain,audit,all
import gc
import io
import tempfile
import warnings

warnings.simplefilter("always")
path = tempfile.mktemp()


def shown(w):
    return [str(x.message).replace(path, "PATH") for x in w]


with warnings.catch_warnings(record=True) as w:
    f = open(path, "w")
    f.write("hello")
    del f
    print(shown(w), w[0].category.__name__)
with warnings.catch_warnings(record=True) as w:
    print(open(path).read(), len(shown(w)))
    open(path, "rb")
    open(path, "rb", buffering=0)
    io.FileIO(path)
    print(shown(w))
with warnings.catch_warnings(record=True) as w:
    raw = open(path).buffer
    print(len(w), raw.closed)
    raw = open(path, "rb").raw
    print(len(w), raw.closed)
with warnings.catch_warnings(record=True) as w:
    with open(path) as f:
        pass
    f = open(path)
    f.close()
    f = open(path).detach()
    f.close()
    del f
    print("none:", shown(w))
with warnings.catch_warnings(record=True) as w:
    a = [open(path)]
    a.append(a)
    del a
    gc.collect()
    print("from a cycle:", shown(w))


class Stream(io.RawIOBase):
    def close(self):
        print("close of", type(self).__name__, self.closed)
        super().close()


Stream()
s = Stream()
s.close()
del s
import os
os.remove(path)
