"""Generators resumed in loops and elsewhere, their stacks as they left them."""
import sys, types
def rng(n):
    for i in range(n):
        yield i
def two(a, b):
    x = yield a
    y = yield (x, b)
    for z in rng(3):
        w = yield [x, y, z]
    return (a, b)
def deleg(g):
    r = yield from g
    yield r
def use(g, depth):
    if depth:
        return use(g, depth - 1)
    return next(g)
def useloop(g, n):
    out = []
    for v in g:
        out.append(v)
        n -= 1
        if n == 0:
            break
    return out
g = rng(50)
print(useloop(g, 2), use(g, 3), useloop(g, 2), use(g, 0), useloop(g, 3))
h = deleg(two(1, [2]))
print(h.send(None), h.send({'k': 1}), h.send((3,)), next(h), next(h), next(h))
def nested(a):
    for x in a:
        for y in rng(3):
            yield [x, y], (yield x)
print(list(nested([10, 20])))
def expr(g):
    t = [next(g), *[next(g) for _ in range(2)], (yield 5), next(g)]
    yield t
    yield (next(g), (yield 7), [1, (yield [8])])
e = expr(rng(20))
for v in e:
    print(v)
def catches():
    while True:
        try:
            x = yield 1
        except ValueError as err:
            try:
                yield [err]
            finally:
                x = [1]
c = catches()
print(next(c), c.throw(ValueError("a")), next(c), c.throw(ValueError("b")), next(c), next(c))
for v in c:
    break
c.close()
def handles(g):
    try:
        raise KeyError([1])
    except KeyError as k:
        for v in g:
            yield v, k
        yield 9
for v in handles(rng(3)):
    print(v)
def fr(g):
    f = sys._getframe()
    for v in g:
        yield v
    del f
    for v in rng(2):
        yield v
print(list(fr(rng(3))))
for v in fr(rng(2)):
    print(v, locals().keys() and 1)
def loc():
    for v in rng(3):
        d = locals()
        yield [v]
for v in loc():
    print(v)
gg = loc()
for v in gg:
    fobj = gg.gi_frame
    fobj.f_locals
print(sum(x * x for x in rng(10)), max(rng(5), key=lambda q: -q), any(x > 3 for x in rng(9)))
def many(n):
    gs = [rng(i) for i in range(n)]
    while gs:
        for q in gs[:]:
            try:
                next(q)
            except StopIteration:
                gs.remove(q)
many(5)
def merge(a, b):
    for x, y in zip(a, b):
        yield x
        yield [y]
print(list(merge(rng(4), merge(rng(3), rng(3)))))
def deep(n):
    if n == 0:
        yield [0]
        yield [1]
    else:
        a, b, cc, dd = [n], [n], [n], [n]
        q = [a, b, *((yield from deep(n - 1)) or ())]
        yield q
def bigstack(a, b, c, d):
    return [a, [b, [c, [d, [a, (yield a), (yield b)], (yield c)]]]]
for v in deep(4):
    print(v)
for i in range(2):
    for v in bigstack([1], [2], [3], [4]):
        print(v)
    for v in deep(2):
        print(v)
async def co(n):
    t = []
    for i in range(n):
        t.append(await pause([i]))
    return t
@types.coroutine
def pause(v):
    s = yield v
    return [s]
def drive(c):
    x = None
    try:
        while True:
            v = c.send(x)
            x = v if v[0] % 2 else None
    except StopIteration as st:
        return st.value
print(drive(co(5)))
async def agen(n):
    for i in range(n):
        await pause([i])
        yield [i]
async def ause():
    out = []
    async for v in agen(3):
        out.append(v)
    return out, [w async for w in agen(2)]
print(drive(ause()))
class It:
    def __init__(self): self.g = rng(3)
    def __iter__(self): return self
    def __next__(self): return next(self.g)
print(list(It()), [z for z in It()])
def frm(): 
    yield from It()
    yield from [1, 2]
    return [3]
print(list(deleg(frm())))
class D:
    def __eq__(self, o): return any(v == 3 for v in rng(5))
    def __hash__(self): return 1
print({D(): 1}.get(D()), len(sorted([D(), D()], key=lambda d: sum(rng(3)))))
def gone():
    try:
        yield [1]
    finally:
        print('gone', list(rng(2)))
for v in gone():
    break
g2 = gone(); next(g2); del g2
def rec(g):
    for v in g:
        yield v
        if v == 2:
            try:
                next(me)
            except ValueError as err:
                print(err)
me = rec(rng(4))
print(list(me))
