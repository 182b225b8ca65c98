"""async functions driven by hand."""
class A:
    def __init__(self, v): self.v = v
    def __await__(self):
        r = yield self.v
        return r
async def f():
    a = await A(1); b = await A(2)
    async with M() as m: print(m)
    async for x in I(): print("x", x)
    return a, b, [y async for y in I()], [await A(9)]
class M:
    async def __aenter__(self): return "enter"
    async def __aexit__(self, *a): print("aexit", a)
class I:
    def __init__(self): self.n = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.n += 1
        if self.n > 2: raise StopAsyncIteration
        return self.n
c = f(); r = None
try:
    while True: r = c.send(r and r * 10); print("yielded", r)
except StopIteration as e: print(e.value)
try: c.send(None)
except RuntimeError as e: print(e)
async def bad(): await 5
b = bad()
try: b.send(None)
except TypeError as e: print(e)
n = f(); n.close()
n = f(); print(hasattr(n, "__next__")); n.close()
