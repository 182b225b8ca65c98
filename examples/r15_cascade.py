"""A count of 0 frees at once, and freeing one object may free many: the
cascade.

Try: pytutor-mem examples/r15_cascade.py --at 18
"""
class Node:
    def __init__(self, name, child):
        self.name = name
        self.child = child

    def __del__(self):
        print("freed:", self.name)


root = Node("root", Node("child", Node("leaf", None)))  # slide: Three nodes, each holds the next
print("built")
del root  # slide: The count of root was 0: all three are gone
print("all gone")
