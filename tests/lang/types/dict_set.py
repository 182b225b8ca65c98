"""Methods of dict and set."""
d = {"a": 1, "b": 2}; print(d.get("z"), d.setdefault("c", 3), d.pop("a"), d.pop("q", None), d.popitem(), d | {"x": 1}, list(d), d.keys() & {"b"}, ("b", 2) in d.items(), dict.fromkeys("ab", 0), list(reversed(d)))
d |= {"n": 1}; print(d, d == {"n": 1, "b": 2}, dict(a=1, **{"z": 2}), dict([(1, 2)]))
for s in ("d['q']", "{[]: 1}", "{}.popitem()", "{}.pop(1)", "dict([1])", "dict([(1,)])", "{1} < 2", "{[]}", "set().pop()", "{1}.remove(2)"):
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
try:
    for k in d: d[k + "x"] = 1
except RuntimeError as e: print(e)
a, b = {1, 2, 3}, {2, 3, 4}; print(a | b, a & b, a - b, a ^ b, a <= b, a.isdisjoint({9}), a.union([7]), frozenset(a) == a, a > {1})
a.add(9); a.discard(1); a.update([5]); a &= {2, 5, 9}; print(a, len(a), 5 in a)
