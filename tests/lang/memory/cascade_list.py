"""A linked list of 100000 nodes dies without deep recursion."""
# runner: audit-every=20000
class Node:
    __slots__ = ("next",)
    def __init__(self, n): self.next = n
def build(n):
    head = None
    for _ in range(n): head = Node(head)
    return head
h = build(100000); del h
class P:
    def __init__(self, n): self.next = n
def build2(n):
    head = None
    for _ in range(n): head = P(head)
    return head
h = build2(100000); h = None
t = None
for _ in range(100000): t = (t,)
del t
l = None
for _ in range(100000): l = [l]
del l
d = None
for _ in range(50000): d = {"x": d}
del d
print("done")
