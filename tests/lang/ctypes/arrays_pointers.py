"""Arrays, pointers, casts, string buffers."""
# runner: audit-every=300 modes=plain,audit,all
from ctypes import *

def fails(what, *args):
    try:
        print("no error:", what(*args))
    except Exception as error:
        print(type(error).__name__ + ":", error)

Three = c_int * 3
print(Three.__name__, Three._length_, Three._type_.__name__, sizeof(Three))
print(Three is c_int * 3)
a = Three(1, 2)
print(list(a), len(a), a[-1], a[0:2], a[::-1])
a[2] = 7
a[0:2] = [5, 6]
print(list(a), 6 in a, max(a))
fails(lambda: a[3])
fails(lambda: a["x"])
fails(a.__setitem__, 5, 1)
fails(a.__setitem__, 0, "x")
fails(Three, 1, 2, 3, 4)
fails(lambda: c_int * -1)
fails(lambda: del_item(a))
def del_item(a):
    del a[0]
fails(del_item, a)
fails(a.__setitem__, slice(0, 2), [1])
Grid = (c_int * 2) * 2
g = Grid((1, 2), (3, 4))
print([list(row) for row in g], sizeof(Grid), g[1][0])
g[0][1] = 9
print(list(g[0]), g[0]._b_base_ is g)

b = create_string_buffer(b"hello", 10)
print(repr(b.value), repr(b.raw), len(b), b[1], b[0:3])
b.value = b"hi"
print(repr(b.raw))
b.raw = b"0123456789"
print(b.value)
fails(setattr, b, "value", b"x" * 20)
fails(setattr, b, "value", "text")
u = create_unicode_buffer("h\u00e9", 5)
print(u.value, len(u), u[1], u[:2])
print(create_string_buffer(4).raw, sizeof(create_unicode_buffer(3)))

n = c_int(5)
p = pointer(n)
print(type(p).__name__, p.contents, p[0], bool(p))
p[0] = 6
print(n, p.contents is p.contents)
m = c_int(8)
p.contents = m
p.contents.value += 1
print(m, n)
null = POINTER(c_int)()
print(bool(null), POINTER(c_int) is POINTER(c_int))
fails(lambda: null.contents)
fails(lambda: null[0])
fails(setattr, p, "contents", c_long(1))
fails(POINTER(c_int), 5)
fails(POINTER, 5)
fails(lambda: p["x"])
q = cast(a, POINTER(c_int))
print(q[0:3], q[2], q[2:0:-1])
fails(lambda: q[:])
fails(cast, a, c_int)
raw = cast(b, c_void_p)
print(raw.value == addressof(b), string_at(b, 4), string_at(addressof(b), 2))
print(cast(raw, c_char_p).value[:3])
print(wstring_at(u), wstring_at(u, 1))
target = create_string_buffer(5)
memmove(target, b"abcd", 4)
print(target.raw)
memset(target, ord("z"), 2)
print(target.raw)
values = (POINTER(c_int) * 2)(pointer(m), None)
print(values[0].contents, bool(values[1]))
strings = (c_char_p * 3)(b"one", b"two")
print(list(strings), strings._objects)
print(c_void_p.from_param(None), memoryview(a).format, memoryview(a).nbytes)
resize(b, 32)
print(sizeof(b), len(b))
fails(resize, b, 2)
