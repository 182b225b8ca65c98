# runner: modes=plain timeout=60
import unicodedata as u, collections
bad = collections.Counter(); 
import hashlib
for n in ('category','bidirectional','combining','decomposition','mirrored'):
    f = getattr(u, n); print(n, hashlib.md5(repr([f(chr(i)) for i in range(0x30000)]).encode()).hexdigest())
for n in ('decimal','digit',"name"):
    f = getattr(u, n); print(n, hashlib.md5(repr([f(chr(i), None) for i in range(0x30000)]).encode()).hexdigest())
print(u.normalize('NFC','é'), len(u.normalize('NFD','é')), u.normalize('NFKC','ﬁ²'), u.is_normalized('NFC','é'), u.lookup('SNOWMAN'), u.name('é'), u.numeric('½'), u.unidata_version)
for f in (lambda: u.name('\0'), lambda: u.lookup('nope'), lambda: u.decimal('x'), lambda: u.category('ab'), lambda: u.normalize('X','a'), lambda: u.digit('½'), lambda: u.name('ab')):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
