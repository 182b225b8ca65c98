# runner: modes=plain timeout=60
import hashlib, random
for n in sorted(hashlib.algorithms_guaranteed):
    for d in (b'', b'abc', b'x'*55, b'y'*64, b'z'*128, b'q'*1000):
        h = hashlib.new(n, d); h.update(b'tail')
        print(n, h.digest_size, h.block_size, h.hexdigest(20) if 'shake' in n else h.hexdigest())
print(hashlib.blake2b(b'a', digest_size=10, key=b'kk').hexdigest(), hashlib.blake2s(b'a', digest_size=10, key=b'kk').hexdigest())
try: hashlib.md5('x')
except TypeError as e: print(e)
random.seed(42); print([random.random() for _ in range(3)], random.randint(1,10**30), random.sample(range(100),5), random.choice('abc'))
random.seed('hello'); print(random.gauss(0,1), random.shuffle(l:=list(range(10))), l); s=random.getstate(); a=random.random(); random.setstate(s); print(a==random.random(), random.getrandbits(100), random.Random(3.5).random(), random.choices('abc', [1,2,3], k=5))
