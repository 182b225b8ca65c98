"""A binary search tree with insert, delete, traversals and printing."""
from collections import deque


class Tree:
    __slots__ = ("key", "left", "right")

    def __init__(self, key):
        self.key, self.left, self.right = key, None, None

    def insert(self, key):
        side = "left" if key < self.key else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Tree(key))
        elif key != self.key:
            child.insert(key)

    def inorder(self):
        if self.left:
            yield from self.left.inorder()
        yield self.key
        if self.right:
            yield from self.right.inorder()

    def preorder(self):
        yield self.key
        for child in (self.left, self.right):
            if child:
                yield from child.preorder()

    def levels(self):
        queue = deque([(self, 0)])
        result = []
        while queue:
            node, level = queue.popleft()
            if level == len(result):
                result.append([])
            result[level].append(node.key)
            for child in (node.left, node.right):
                if child is not None:
                    queue.append((child, level + 1))
        return result

    def height(self):
        return 1 + max((c.height() for c in (self.left, self.right) if c),
                       default=0)

    def show(self, indent=0):
        if self.right:
            self.right.show(indent + 4)
        print(" " * indent + str(self.key))
        if self.left:
            self.left.show(indent + 4)


def delete(node, key):
    if node is None:
        raise KeyError(key)
    if key < node.key:
        node.left = delete(node.left, key)
    elif key > node.key:
        node.right = delete(node.right, key)
    elif node.left is None:
        return node.right
    elif node.right is None:
        return node.left
    else:
        smallest = node.right
        while smallest.left:
            smallest = smallest.left
        node.key = smallest.key
        node.right = delete(node.right, smallest.key)
    return node


root = Tree(50)
for k in (30, 70, 20, 40, 60, 80, 65):
    root.insert(k)
print(list(root.inorder()), list(root.preorder()))
print(root.levels(), root.height())
root.show()
for k in (20, 70, 50):
    root = delete(root, k)
    print(k, list(root.inorder()))
try:
    delete(root, 99)
except KeyError as e:
    print("no key", e)
try:
    root.colour = "red"
except AttributeError as e:
    print(e)
