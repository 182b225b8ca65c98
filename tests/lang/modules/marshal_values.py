"""marshal: values as bytes in all versions, shared and cyclic ones, and back."""
import array
import io
import marshal

print(marshal.version)
plain = [None, True, False, ..., StopIteration, 0, -1, 2**31 - 1, -2**31, 2**31,
         -2**31 - 1, 2**63, 10**40, -10**40, 2**15, 2**30, 1.5, -0.0, 1e308,
         float("inf"), 1 / 3, 1 - 2.5j, "", "-", "a", "\xe9", "\u20ac",
         "\U0001f600", "\ud800", "x" * 255, "x y" * 100, b"", b"a", b"abc",
         bytearray(b"ab"), memoryview(b"cd"), array.array("h", [1, 2]), (),
         (1, 2), tuple(range(256)), [], [1, [2]], {}, {1: 2, "k": [3]},
         set(), {5}, frozenset(), frozenset({6, 7})]
for version in range(-1, 6):
    print("version", version)
    for value in plain:
        data = marshal.dumps(value, version)
        back = marshal.loads(data)
        print(data if len(data) < 60 else data[:60], type(back) is type(value),
              back == value)

# What is shared stays shared from version 3 on.
for version in (2, 3, 4):
    shared = [10**20]
    a, b, (c,) = marshal.loads(marshal.dumps([shared, shared, (shared,)],
                                             version))
    print(version, a is b, a is c)
loop = []
loop.append(loop)
loop.append((loop, {"me": loop}))
back = marshal.loads(marshal.dumps(loop))
print(back[0] is back, back[1][0] is back, back[1][1]["me"] is back)
print(marshal.dumps(loop))

# Sets are written in the order of their elements' bytes.
words = {"delta", "alpha", "beta", "gamma", 3, 1, 2, (4, 5), 1.5, None}
for version in (0, 2, 3, 4):
    data = marshal.dumps(words, version)
    print(len(data), data == marshal.dumps(set(sorted(words, key=repr)),
                                           version))
print(marshal.dumps({1000, 3000, 2000, 4000}, 2))

# Interned texts come back interned.
name = "some_name_of_length"
print(marshal.loads(marshal.dumps(name)) is name,
      marshal.loads(marshal.dumps(name, 3)) is name,
      marshal.loads(marshal.dumps(name, 2)) is name,
      marshal.loads(b"t\x13\0\0\0some_name_of_length") is name)

# Values one after the other in a file.
file = io.BytesIO()
print(marshal.dump([1, "two"], file), marshal.dump({3: 4.5}, file, 1))
file.write(b"rest")
file.seek(0)
print(marshal.load(file), marshal.load(file), file.read())


class Slow:
    """Gives what is asked for, and says how much that was."""

    def __init__(self, data):
        self.file = io.BytesIO(data)

    def read(self, n):
        print("read", n, end=" ")
        return self.file.read(n)

    def readinto(self, view):
        print(len(view), end=" ")
        return self.file.readinto(view)


for value in [7, 2**70, 1.5, "abc", "\xe9", (1, (2, "x")), {b"k": [None]}, ""]:
    print(marshal.load(Slow(marshal.dumps(value))))
print(marshal.loads(b"I\x01\x02\x03\x04\x05\x06\x07\x88"),
      marshal.loads(b"f\x031e3"), marshal.loads(b"x\x0212\x04-0.5"),
      marshal.loads(b"a\x02\0\0\0\xe9\xe8"), marshal.loads(b"Nrest"))
