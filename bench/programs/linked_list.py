"""A linked list and a binary tree: pointers, None, deep frees."""


class Tree:
    __slots__ = ("left", "right", "key")

    def __init__(self, key):
        self.left = self.right = None
        self.key = key


def insert(root, key):
    while True:
        side = "left" if key < root.key else "right"
        below = getattr(root, side)
        if below is None:
            setattr(root, side, Tree(key))
            return
        root = below


def depth(node):
    return 0 if node is None else 1 + max(depth(node.left), depth(node.right))


root = Tree(500000)
state = 3
for _ in range(50000):
    state = state * 48271 % 2147483647
    insert(root, state % 1000000)
chain = None
for i in range(500000):
    chain = (i, chain)
n = 0
while chain is not None:
    n, chain = n + 1, chain[1]
print(depth(root), n)
