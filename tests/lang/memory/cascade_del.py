"""A cascade of __del__ runs from the head to the tail."""
# runner: audit-every=100
out = []
class Node:
    def __init__(self, n, i): self.next = n; self.i = i
    def __del__(self): out.append(self.i)
h = None
for i in range(300): h = Node(h, i)
del h
print(out)
print(len(out), out == sorted(out, reverse=True))
