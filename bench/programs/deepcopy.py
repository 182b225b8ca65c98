"""copy.deepcopy of nested lists, dicts and instances."""
import copy


class Part:
    def __init__(self, name, parts):
        self.name, self.parts, self.tags = name, parts, {"a": 1, "b": [2, 3]}


tree = Part("root", [Part(str(i), [Part("leaf", []) for _ in range(4)])
                     for i in range(12)])
tree.parts[0].parent = tree
for _ in range(600):
    copied = copy.deepcopy(tree)
print(copied.parts[0].parent is copied, len(copied.parts), copied.parts[3].tags)
