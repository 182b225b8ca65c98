"""Methods of list, sorting, slices."""
l = [3, 1, 2]; l.append(5); l.extend("ab"); l.insert(1, 9); print(l, l.index(9), l.count(3), l.pop(), l.pop(0)); l.remove("a"); print(l); l.sort(); print(l); l.reverse(); print(l, l.copy() is l)
print(sorted("bca", reverse=True), sorted([(1, "b"), (1, "a"), (0, "c")], key=lambda t: t[0]), sorted({3: 1, 1: 2}))
for s in ("[].pop()", "[1].index(2)", "[].remove(1)", "[1][5]", "[1]['a']", "[1, 'a'].sort()", "[1].insert()", "[1] < [1, 2]", "[1, 2] > [1]", "[1] == [1.0]", "list(range(10))[2:8:3]", "[1][::0]"):
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
l = list(range(6)); l[::2] = "abc"; print(l); l[1:1] = [7, 7]; print(l); del l[1:4]; print(l)
try: l[::2] = [1]
except ValueError as e: print(e)
