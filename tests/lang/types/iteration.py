"""The iteration protocol and the builtin iterators."""
class G:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
class I:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
print(list(G()), list(I()), 20 in G(), tuple(zip(G(), I())), list(enumerate("ab", 5)), list(map(lambda a, b: a + b, "ab", "cd")), list(filter(None, [0, 1, 2])), list(reversed([1, 2])), max("abc"), min([3, 1], key=lambda v: -v), sum([1.5, 2], 1))
print(list(iter(iter([1, 2, 3]).__next__, 3)), next(iter([]), "d"), all([]), any([0]))
for s in ("iter(5)", "next(5)", "list(5)", "[*5]", "zip([1], [1, 2], strict=True).__next__()", "list(zip([1], [1, 2], strict=True))", "max([])", "sum(['a'])", "reversed({1})", "dict(zip('ab'))"):
    try: print(s, eval(s))
    except Exception as e: print(s, type(e).__name__, e)
l = [1, 2, 3]
for x in l:
    if x < 3: l.append(x + 10)
    if len(l) > 6: break
print(l)
