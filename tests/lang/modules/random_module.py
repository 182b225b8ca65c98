# runner: audit-every=3000 timeout=40
"""random: the same numbers for the same seed, every distribution."""
import random
for seed in (0, 1, -5, 2**70, 'text', b'bytes', 3.5, bytearray(b'x')):
    r = random.Random(seed); print([r.random() for _ in range(2)], r.randint(-5, 5), r.getrandbits(70))
r = random.Random(42)
print(r.randrange(10), r.randrange(5, 50, 5), r.choice('abc'), r.choices('abc', k=4), r.choices([1, 2], [1, 9], k=5), r.choices('ab', cum_weights=[1, 3], k=3), r.sample(range(1000), 5), r.sample('abc', 3), r.sample([1, 2], counts=[3, 1], k=2))
l = list(range(10)); r.shuffle(l); print(l)
for n, a in (('uniform', (1, 2)), ('triangular', (0, 1, .5)), ('betavariate', (1, 2)), ('expovariate', (1.5,)), ('gammavariate', (2, 3)), ('gauss', (0, 1)), ('gauss', (0, 1)), ('lognormvariate', (0, 1)), ('normalvariate', (0, 1)), ('vonmisesvariate', (0, 4)), ('paretovariate', (3,)), ('weibullvariate', (1, 1.5))): print(n, getattr(r, n)(*a))
s = r.getstate(); a = [r.random() for _ in range(700)]; r.setstate(s); print(a == [r.random() for _ in range(700)], s[0], len(s[1]), r.randbytes(5))
for f in (lambda: r.choice([]), lambda: r.randrange(0), lambda: r.randint(5, 1), lambda: r.sample([1], 2), lambda: r.sample({1}, 1), lambda: r.getrandbits(-1), lambda: r.seed([]), lambda: r.choices([1], [0]), lambda: r.setstate((1, 2, 3)), lambda: r.randrange(1.5)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(type(random.SystemRandom().random()), 0 <= random.random() < 1)
