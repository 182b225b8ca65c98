"""Lists, dicts and sets that change under an iterator or an operation."""
a = [1, 2, 3]
for x in a:
    if len(a) < 6:
        a.append(x * 10)
print(a)
a = [1, 2, 3, 4]
for x in a:
    a.remove(x)
print(a)
it = iter(a)
print(next(it), next(it), next(it, "end"))
a.append(99)
print(next(it, "still the end"), it.__length_hint__())
d = {1: 1}
for change in ("d[2] = 2", "del d[1]", "d.clear()", "d.pop(1)",
               "d.update({5: 5})", "d[1] = 3", "d.setdefault(7)"):
    d = {1: 1, "x": 2}
    try:
        for k in d:
            exec(change)
        print(change, "fine", d)
    except RuntimeError as error:
        print(change, error)
d = {1: 1, 2: 2}
try:
    for k in d:
        del d[k]
        d[k + 10] = 0
except RuntimeError as error:
    print(error, d)
s = {1, 2, 3}
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as error:
    print(error)
for view in ({1: 2}.items(), {1: 2}.values(), {1: 2}.keys()):
    print(view, len(view), list(reversed(view)))
d = {1: 2}
views = [iter(d), iter(d.values()), iter(d.items()), reversed(d)]
d[3] = 4
for view in views:
    try:
        next(view)
    except RuntimeError as error:
        print(type(view).__name__, error)


class Evil:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return False

    __hash__ = None


target = []
target += [Evil(target) for _ in range(3)]
print(5 in target, target)
target += [Evil(target), 1]
try:
    print(target.index(5))
except ValueError as error:
    print(error)
target += [Evil(target), 1]
print(target.count(5), target)
target += [Evil(target), 1]
try:
    target.remove(5)
except ValueError as error:
    print(error)
target += [Evil(target), 1]
print(target == [5, 5], target)
