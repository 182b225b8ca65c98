"""mmap: memory mapped from files and from nothing."""
import mmap
import os
import tempfile


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


def in_file(n):
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return os.read(file.fileno(), n)


file = tempfile.TemporaryFile()
file.write(b"hello world\nsecond line\nend")
file.flush()
m = mmap.mmap(file.fileno(), 0)
print(m, len(m), m.size(), m.tell(), m.closed)
print(m.readline(), m.tell(), m.read(3), m.read_byte(), m.read())
print(m.read(), m.readline(), m.tell() == len(m))
attempt(m.read_byte)
print(m.seek(6), m.read(5), m.seek(-3, os.SEEK_END), m.read(),
      m.seek(-4, 2), m.seek(1, os.SEEK_CUR), m.tell())
attempt(lambda: m.seek(-1))
attempt(lambda: m.seek(1000))
attempt(lambda: m.seek(0, 7))
m.seek(0)
print(m.find(b"l"), m.find(b"l", 4), m.rfind(b"l"), m.find(b"zz"),
      m.find(b""), m.rfind(b""), m.find(b"l", -5), m.rfind(b"o", 0, 6),
      m.find(b"hello world and more"), m.rfind(b"hello", 3))
print(m[0], m[-1], m[0:5], m[::-5], m[5:2], m[10:0:-3])
for key in (100, -100, "x", 1.5):
    attempt(lambda: m[key])
m[0] = ord("J")
m[1:5] = b"ELLO"
m[-3::2] = b"ED"
print(m[:], m.flush(), in_file(100) == m[:])
for key, value in ((0, 256), (0, -1), (0, b"x"), (slice(0, 3), b"xx"),
                   (slice(0, 3), "abc"), (99, 1), ("a", 1)):
    attempt(lambda: m.__setitem__(key, value))
attempt(lambda: m.__delitem__(0))
attempt(lambda: m.__delitem__(slice(0, 2)))
print(m.write(b"abc"), m.tell(), m.write_byte(65), m[:6])
attempt(lambda: m.write_byte(256))
attempt(lambda: m.write_byte("a"))
attempt(lambda: m.write("text"))
m.seek(0, 2)
attempt(lambda: m.write(b"x"))
attempt(lambda: m.write_byte(1))
print(m.move(0, 6, 5), m[:12])
attempt(lambda: m.move(0, 6, 500))
attempt(lambda: m.move(-1, 6, 5))
attempt(lambda: m.flush(5, 100))
print(list(m)[:3], b"o" in m, 3 in m)

view = memoryview(m)
print(view.readonly, view[:4].tobytes(), len(view))
view[0] = 33
print(m[:2])
attempt(m.close)
attempt(lambda: m.resize(50))
view.release()
m.resize(40)
print(len(m), m.size(), m[-2:])
m.close()
m.close()
print(m, m.closed)
for use in (m.read, m.tell, lambda: len(m), lambda: m[0], lambda: list(m),
            lambda: memoryview(m), m.__enter__):
    attempt(use)

with mmap.mmap(-1, 100) as m:
    print(m, m[:3], m.madvise(mmap.MADV_NORMAL))
    m.write(b"anonymous")
    attempt(m.size)
    attempt(lambda: m.madvise(mmap.MADV_NORMAL, 200))
    attempt(lambda: m.madvise(mmap.MADV_NORMAL, 0, -1))
print(m.closed)

m = mmap.mmap(file.fileno(), 5, access=mmap.ACCESS_READ)
print(m, memoryview(m).readonly)
for change in (lambda: m.write(b"x"), lambda: m.__setitem__(0, 1),
               lambda: m.write_byte(1), lambda: m.move(0, 1, 1),
               lambda: m.resize(3), m.flush):
    attempt(change)
m = mmap.mmap(file.fileno(), 5, access=mmap.ACCESS_COPY)
m[:] = b"12345"
print(m, m[:], in_file(5))
attempt(lambda: m.resize(3))
m = mmap.mmap(file.fileno(), 5, mmap.MAP_PRIVATE, mmap.PROT_READ)
print(m)

number = file.fileno()
attempt(lambda: mmap.mmap(number, -1))
attempt(lambda: mmap.mmap(number, 100))
attempt(lambda: mmap.mmap(number, 0, offset=mmap.PAGESIZE * 10))
attempt(lambda: mmap.mmap(number, 1, offset=-1))
attempt(lambda: mmap.mmap(number, 1, offset=1))
attempt(lambda: mmap.mmap(number, 1, access=9))
attempt(lambda: mmap.mmap(number, 1, mmap.MAP_PRIVATE, access=1))
attempt(lambda: mmap.mmap(12345, 10))
attempt(lambda: mmap.mmap(-1, 0))
attempt(lambda: mmap.mmap("x", 10))
attempt(lambda: mmap.mmap(tempfile.TemporaryFile().fileno(), 0))


class Mine(mmap.mmap):
    def twice(self):
        return len(self) * 2


print(Mine(-1, 10).twice(), mmap.error is OSError,
      mmap.PAGESIZE == mmap.ALLOCATIONGRANULARITY)
