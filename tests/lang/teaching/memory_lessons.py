"""Memory: names and objects, counts, cycles, weak references, sizes."""
# runner: audit-every=5
import copy
import gc
import sys
import weakref


class Node:
    def __init__(self, name):
        self.name, self.other = name, None

    def __repr__(self):
        return f"Node({self.name})"

    def __del__(self):
        print("  bye", self.name)


a = [1, 2]
b = a
c = a[:]
print(a is b, a is c, a == c, id(a) == id(b))
b += [3]
print(a, c)
b = b + [4]
print(a, b)
print(sys.getrefcount(a) - 1, sys.getrefcount(Node) > 3)
x = Node("x")
y = x
print(sys.getrefcount(x) - 1)
del x
print("still there:", y)
y = None
print("now it is gone")

gc.disable()
left, right = Node("left"), Node("right")
left.other, right.other = right, left
watcher = weakref.ref(left, lambda r: print("  callback", r() is None))
del left, right
print("unreachable:", watcher())
print("collected", gc.collect(), watcher())
gc.enable()


def leak(item, store=[]):
    store.append(item)
    return len(store)


print(leak("a"), leak("b"), leak.__defaults__)
t = ([1], 2)
u = copy.copy(t)
v = copy.deepcopy(t)
t[0].append(9)
print(u, v, u is t, v is t)
print(sys.getsizeof([]), sys.getsizeof([1]), sys.getsizeof(()), sys.getsizeof({}),
      sys.getsizeof(""), sys.getsizeof("abc"), sys.getsizeof(10 ** 30), sys.getsizeof(1.5))
sizes = []
grow = []
for i in range(20):
    size = sys.getsizeof(grow)
    if not sizes or sizes[-1][1] != size:
        sizes.append((i, size))
    grow.append(i)
print(sizes)
print(sys.getsizeof([i for i in range(100)]), sys.getsizeof(i for i in range(100)),
      sys.getsizeof(range(100)), sys.getsizeof(set(range(10))))


class Slim:
    __slots__ = ("x",)


print(sys.getsizeof(Slim()), sys.getsizeof(Node("temporary")))
cache = weakref.WeakValueDictionary()
n = Node("kept")
cache["k"] = n
print(dict(cache))
n = None
print(dict(cache), len(cache))
s1, s2 = "hello world", "".join(["hello", " world"])
print(s1 == s2, s1 is s2, sys.intern(s1) is sys.intern(s2))


def outer():
    big = Node("big")

    def inner():
        return big
    return inner


f = outer()
print(f.__closure__[0].cell_contents)
f = None
stack = []
stack.append(stack)
print(stack, gc.is_tracked(stack), gc.is_tracked(5), gc.is_tracked((1, 2)))
del stack
print(gc.collect())
finalizer = weakref.finalize(Slim2 := type("Slim2", (), {}), print, "  a class went")
print(finalizer.alive)
try:
    weakref.ref(5)
except TypeError as error:
    print(error)
end = Node("at the end")
