"""__sizeof__ of the type itself, and of object: without what lies elsewhere."""
import array
import collections
import io
import struct
import sys


def f():
    yield


async def c():
    pass

values = ["", "abc", "é", 0, 5, 1 << 100, bytearray(b"abc"), [1, 2],
          {1: 2}, {1, 2}, frozenset(), b"ab", (1, 2), 1.5, collections.deque(),
          collections.deque("a" * 64), collections.deque("a" * 2688)]
for value in values:
    print(type(value).__name__, sys.getsizeof(value), value.__sizeof__(),
          object.__sizeof__(value))

for cls in (str, int, bytearray, list, dict, set, frozenset,
            collections.deque, array.array, struct.Struct, io.BytesIO,
            type(f()), type(sys._getframe()), type(f.__code__), bytes, tuple,
            float):
    own = cls.__dict__.get("__sizeof__")
    print(cls.__name__, own is not None, getattr(own, "__doc__", None),
          getattr(own, "__text_signature__", None))


class Text(str):
    def __sizeof__(self):
        return super().__sizeof__() + 1000


class Queue(collections.deque):
    pass

t = Text("abc")
print(t.__sizeof__() - str.__sizeof__(t), sys.getsizeof(Queue()))
coroutine = c()
print("__sizeof__" in type(coroutine).__dict__)
coroutine.close()
