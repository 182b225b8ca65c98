"""BytesIO: a bytes object that is written in place while nobody shares it."""
import io
import sys


def size(f):
    return sys.getsizeof(f)


f = io.BytesIO()
sizes = []
for i in range(200):
    f.write(b"x")
    sizes.append(size(f))
print(sizes)
v = f.getvalue()
print(size(f), v is f.getvalue(), len(v))
print(hash(v) == hash(bytes(v)))
f.write(b"y")
print(size(f), v == b"x" * 200, f.getvalue()[-2:])
del v

data = bytes(range(100))
f = io.BytesIO(data)
print(f.getvalue() is data, f.read() is data, size(f))
f.seek(3)
f.write(b"abc")
print(data[3:6], f.getvalue()[3:6], size(f))
f.truncate(10)
print(size(f), f.getvalue())
f.seek(20)
f.write(b"!")
print(f.getvalue())
f.seek(0)
print(f.readline(), f.readline(4), f.tell())
f = io.BytesIO(b"a\nbc\n\nd")
print(list(f), f.read(), f.tell())
f.seek(100)
print(f.read(), f.readline(), list(f))

f = io.BytesIO(b"abcdef")
with f.getbuffer() as view:
    print(view.readonly, bytes(view), view.shape, view.strides, view.nbytes)
    view[1:3] = b"XY"
    for change in (lambda: f.write(b"z"), lambda: f.truncate(1), f.close,
                   lambda: f.__init__(b"")):
        try:
            change()
        except BufferError as e:
            print(e)
    print(f.getvalue())
f.seek(0, 2)
f.write(b"g")
print(f.getvalue(), f.closed)
print(type(f.getbuffer().obj).__name__)
f.close()
print(f.closed, size(f))
for call in (f.read, f.getvalue, f.getbuffer, f.tell, lambda: f.write(b"")):
    try:
        call()
    except ValueError as e:
        print(e)
f.__init__(b"again")
print(f.getvalue())
for bad in ((-1,), (0, 3), (sys.maxsize, 1), (sys.maxsize, 2)):
    f.seek(3)
    try:
        print(f.seek(*bad))
    except (ValueError, OverflowError) as e:
        print(type(e).__name__, e)
print(f.seek(-100, 2))
