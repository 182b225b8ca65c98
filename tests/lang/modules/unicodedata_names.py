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
# All names lead back to their characters, in literals as well.
wrong = [c for c in map(chr, range(0x40000))
         if (name := u.name(c, None)) and u.lookup(name) != c]
print(wrong)
for name in ['CJK UNIFIED IDEOGRAPH-4E00', 'CJK UNIFIED IDEOGRAPH-04E00',
             'CJK UNIFIED IDEOGRAPH-4e00', 'CJK UNIFIED IDEOGRAPH-0041',
             'CJK UNIFIED IDEOGRAPH-2A6DF', 'CJK UNIFIED IDEOGRAPH-2A6E0',
             'CJK UNIFIED IDEOGRAPH-', 'cjk unified ideograph-4E00',
             'HANGUL SYLLABLE GANJ', 'HANGUL SYLLABLE A', 'Hangul Syllable A',
             'HANGUL SYLLABLE GG', 'HANGUL SYLLABLE GGGA', 'HANGUL SYLLABLE ',
             'HANGUL SYLLABLE GAX', 'HANGUL SYLLABLE YYA', 'digit one',
             'CJK COMPATIBILITY IDEOGRAPH-F900', 'x' * 300]:
    try: print(ascii(eval(r'"\N{' + name + '}"')), ascii(u.lookup(name)))
    except (SyntaxError, KeyError) as e: print(name[:40], type(e).__name__)
    try: print(ascii((rb'\N{' + name.encode() + b'}').decode('unicode_escape')))
    except UnicodeDecodeError as e: print(e)
try: u.lookup('DIGIT ONE\0')
except KeyError as e: print(ascii(e))
