"""Dictionaries: views, merging, grouping, nesting, ordering, defaults."""
# runner: audit-every=50
from collections import ChainMap, defaultdict, OrderedDict
from operator import itemgetter

book = {"Ada": 1815, "Alan": 1912, "Grace": 1906}
book["Linus"] = 1969
for name, year in sorted(book.items(), key=itemgetter(1)):
    print(f"{name:.<10}{year:>6}")
keys, items = book.keys(), book.items()
del book["Linus"]
book |= {"Barbara": 1939}
print(list(keys), ("Ada", 1815) in items, keys & {"Ada", "Bob"})
print(book.get("Bob"), book.get("Bob", "?"), book.setdefault("Bob", 1950),
      book.pop("Bob"), book.pop("Bob", None))
print({**book, "Ada": 0} | {"x": 1}, list(reversed(book)))
by_initial = defaultdict(list)
for name in book:
    by_initial[name[0]].append(name)
print(dict(by_initial), by_initial["Z"], "Z" in by_initial)
print({year: name for name, year in book.items() if year > 1900})
words = "the cat and the dog and the bird".split()
counts = {}
for word in words:
    counts[word] = counts.get(word, 0) + 1
print(counts, max(counts, key=counts.get), sorted(counts, key=lambda w:
                                                  (-counts[w], w)))
nested = {"a": {"b": {"c": 1}}}
nested["a"]["b"]["d"] = nested["a"]["b"].pop("c") + 1
print(nested, nested["a"] is nested.copy()["a"])
defaults = {"color": "red", "size": 1}
user = {"size": 5}
settings = ChainMap(user, defaults)
settings["shape"] = "round"
print(settings["color"], settings["size"], user, dict(settings))
ordered = OrderedDict.fromkeys("cab", 0)
ordered.move_to_end("c")
print(ordered, ordered.popitem(last=False), ordered == {"b": 0, "c": 0})


class Missing(dict):
    def __missing__(self, key):
        return f"<{key}?>"


print("{x} {y}".format_map(Missing(x=1)), Missing()["k"], Missing().get("k"))
for bad in (lambda: book["Nobody"], lambda: {[]: 1}, lambda: {}.popitem(),
            lambda: dict([1, 2]), lambda: dict([(1, 2, 3)]),
            lambda: dict(1), lambda: {} + {}):
    try:
        bad()
    except (KeyError, TypeError, ValueError) as error:
        print(type(error).__name__ + ":", error)
try:
    for name in book:
        book[name.upper()] = 0
except RuntimeError as error:
    print(error)
print(dict(zip("abc", range(3)), d=4), dict.fromkeys("ab"), dict(a=1, **{"b c": 2}))
print(sorted({"b": 1, "a": 2}), list({"b": 1, "a": 2}.values()), len(items))
a = {1: "int", 1.0: "float", True: "bool"}
print(a, hash(1) == hash(1.0) == hash(True))
