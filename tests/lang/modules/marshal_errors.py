"""marshal: what cannot be written or read, and bytes that nothing wrote."""
# runner: audit-every=2000
import io
import marshal
import random
import sys


def show(function, *args):
    try:
        print(repr(function(*args))[:60])
    except BaseException as error:
        print(type(error).__name__, error)


class Text(str):
    pass


for value in [object(), print, marshal, int, Text("a"), [1, [object()]],
              {1: int}, {int}, memoryview(b"abcd")[::2], range(3)]:
    show(marshal.dumps, value)
deep = []
for _ in range(1998):
    deep = [deep]
print(len(marshal.dumps(deep)))
show(marshal.dumps, [[deep]])
loop = []
loop.append(loop)
show(marshal.dumps, loop, 2)
for args in [(), (1, 2, 3), (1, "x"), (1, 2**40), (1, None), (1, True)]:
    show(marshal.dumps, *args)
show(marshal.dump, 1)
show(marshal.dump, 1, 2)
show(marshal.dump, 1, io.StringIO())
show(marshal.loads)
show(marshal.loads, "text")
show(marshal.load, 5)
show(marshal.load, io.StringIO("N"))
show(marshal.loads, b"[\x01\0\0\0" * 1999 + b"N")
show(marshal.loads, b"[\x01\0\0\0" * 2000 + b"N")

for data in [b"", b"i", b"i\1\2\3", b"0", b"?", b"\x80", b"r\0\0\0\0",
             b"r\xff\xff\xff\xff", b"(\1\0\0\0r\0\0\0\0", b"\xbe\1\0\0\0r\0\0\0\0",
             b"(\1\0\0\0000", b"[\1\0\0\0000", b"<\1\0\0\0000", b">\1\0\0\0000",
             b"{0", b"{N0", b"{NN", b"{[\0\0\0\0N0", b"<\1\0\0\0[\0\0\0\0",
             b">\1\0\0\0[\0\0\0\0", b"s\xff\xff\xff\xff", b"s\5\0\0\0abc",
             b"(\xff\xff\xff\xff", b"[\xff\xff\xff\xff", b"<\xff\xff\xff\xff",
             b"u\xff\xff\xff\xff", b"a\xff\xff\xff\xff", b"u\1\0\0\0\xff",
             b"z", b"z\5ab", b"Z", b")", b"l\0\0\0\x80", b"l\1\0\0\0\0\0",
             b"l\2\0\0\0\1\0\0\0", b"l\1\0\0\0\0\x80", b"l\0\0\0\0",
             b"l\3\0\0\0\1\0", b"f", b"f\3", b"f\3abc", b"f\0041.5x", b"g123",
             b"x\0011", b"I1234", b"c", b"c" + b"\0" * 20, b"c" + b"\0" * 20 + b"0",
             b"c" + b"\0" * 20 + b"N" * 8 + b"\0" * 4 + b"NN"]:
    show(marshal.loads, data)
    show(marshal.load, io.BytesIO(data))


class Reader:
    def __init__(self, answer):
        self.answer = answer

    def read(self, n):
        return b""

    def readinto(self, view):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


for answer in [0, 1, 2, -1, None, "x", 2**70, OSError("no"), EOFError("mine")]:
    show(marshal.load, Reader(answer))

# Anything is an error or a value. (CPython is left out: some of it takes all
# memory there, some ends it.)
random.seed(5)
good = marshal.dumps([compile("def f(a, *b): return {a, 1.5, (b, 'x')}", "f",
                              "exec"), {1: [2]}, {3, "\xe9"}, 2**70])
seen = set()
for n in range(len(good)):
    try:
        marshal.loads(good[:n])
    except (EOFError, ValueError) as error:
        seen.add(type(error).__name__)
print(sorted(seen))
for _ in range(3000 if "pytutor" in sys.executable else 0):
    data = bytearray(good)
    for _ in range(random.choice((1, 2, 5))):
        data[random.randrange(len(data))] = random.choice(
            (random.randrange(256), 0, *b"r[({<>cNszu\xe9"))
    try:
        marshal.loads(data)
    except (EOFError, ValueError, TypeError, SystemError, MemoryError,
            OverflowError):
        pass
