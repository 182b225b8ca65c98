"""Structures and unions: layout, nesting, bit fields, order of bytes."""
# runner: audit-every=300 modes=plain,audit,all
from ctypes import *

def fails(what, *args, **kwargs):
    try:
        print("no error:", what(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__ + ":", error)

class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]

class Named(Structure):
    _fields_ = [("tag", c_char), ("at", Point), ("weight", c_double),
                ("name", c_char * 6), ("wide", c_wchar * 3)]

print(sizeof(Point), sizeof(Named), alignment(Named))
print(Point.x, Named.weight, Named.at.offset, Named.name.size)
p = Point(1, y=2)
print(p.x, p.y)
n = Named(b"t", p, 1.5, b"bob", "ab")
p.x = 100
print(n.tag, n.at.x, n.at.y, n.weight, n.name, n.wide)
n.at.x = 42
n.at = Point(7, 8)
print(n.at.x, n.at.y, n.at._b_base_ is n)
n.at = (9, 10)
print(n.at.x, n.at.y)
fails(Point, 1, 2, 3)
fails(Point, 1, x=2)
fails(setattr, p, "x", "text")
fails(setattr, n, "name", b"much too long")
fails(setattr, n, "at", 5)
fails(type(Structure), "Bad", (Structure,), {"_fields_": [("a", int)]})
fails(type(Structure), "Bad", (Structure,), {"_fields_": [("a",)]})
fails(type(Structure), "Bad", (Structure,), {"_fields_": 5})
class Final(Structure):
    _fields_ = [("a", c_int)]
print(Final(1).a)
fails(setattr, Final, "_fields_", [])
p.extra = "instance attribute"
print(p.extra)

class Colour(Point):
    _fields_ = [("rgb", c_ubyte * 3)]
c = Colour(1, 2, (3, 4, 5))
print(sizeof(Colour), c.x, c.y, list(c.rgb), isinstance(c, Point))

class Packed(Structure):
    _pack_ = 1
    _fields_ = [("a", c_char), ("b", c_int), ("c", c_short)]
print(sizeof(Packed), Packed.b.offset, Packed.c.offset)

class Node(Structure):
    pass
Node._fields_ = [("value", c_int), ("next", POINTER(Node))]
last = Node(3)
first = Node(1, pointer(Node(2, pointer(last))))
node, values = first, []
while True:
    values.append(node.value)
    if not node.next:
        break
    node = node.next.contents
print(values)

class Bits(Structure):
    _fields_ = [("low", c_uint, 3), ("mid", c_int, 5), ("high", c_uint, 24)]
b = Bits(5, -3, 70000)
print(b.low, b.mid, b.high, sizeof(Bits), Bits.mid)
b.low = 15
b.mid = 16
print(b.low, b.mid, b.high, bytes(b))
fails(type(Structure), "Bad", (Structure,), {"_fields_": [("a", c_int, 40)]})
fails(type(Structure), "Bad", (Structure,),
      {"_fields_": [("a", c_double, 4)]})

class Number(Union):
    _fields_ = [("i", c_int), ("f", c_float), ("raw", c_ubyte * 8)]
u = Number(f=1.0)
print(hex(u.i), list(u.raw), sizeof(Number))

class Inner(Union):
    _fields_ = [("whole", c_uint), ("half", c_ushort * 2)]
class Outer(Structure):
    _anonymous_ = ["part"]
    _fields_ = [("kind", c_int), ("part", Inner)]
o = Outer(1)
o.whole = 0x20001
print(list(o.half), o.part.whole, Outer.half.offset)

class Big(BigEndianStructure):
    _fields_ = [("a", c_short), ("b", c_int)]
big = Big(1, 2)
print(bytes(big), big.a, big.b)
print(Point.from_buffer_copy(b"\x01\0\0\0\x02\0\0\0").y)
array = (Point * 2)((1, 2), (3, 4))
print([(q.x, q.y) for q in array])
