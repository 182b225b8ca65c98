"""Memory goes back to the system when arenas are empty: after many objects
have died, of whatever size, the process is about as small as before."""
# runner: modes=plain


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4 // 1024  # MiB


class Node:
    def __init__(self, next):
        self.next = next
        self.me = self


def chain(n):
    node = None
    for i in range(n):
        node = Node(node)
    return node


makers = {
    "ints": lambda: list(range(1000, 600000)),
    "strings": lambda: [str(i) * 5 for i in range(200000)],
    "a dict": lambda: {i: (i,) for i in range(150000)},
    "one block": lambda: bytearray(30000000),
    "cycles": lambda: chain(200000),
}
import gc

for name, make in makers.items():
    gc.collect()
    before = resident()
    things = make()
    grown = resident() - before
    del things
    gc.collect()
    left = resident() - before
    print(name, grown >= 12 or grown, left <= grown // 3 or left)
