"""assert with and without message; del targets."""
try: assert 1 == 2
except AssertionError as e: print(repr(e))
try: assert [], "message"
except AssertionError as e: print(repr(e))
assert 1, 1 / 0
l = list(range(10)); del l[0], l[-1], l[1:3]; print(l); del l[::2]; print(l)
d = {"a": 1, "b": 2}; del d["a"]; print(d)
a = b = c = 1; del a, (b, [c])
print([n for n in "abc" if n in globals()])
for bad in ("del l[100]", "del d['zz']", "del l.foo", "del 'abc'[0]", "del (1,2)[0]"):
    try: exec(bad)
    except Exception as e: print(type(e).__name__, e)
