# runner: audit-every=3000 timeout=40
"""re: patterns, matches and scanners as objects."""
import copy, gc, pickle, re, sys
p = re.compile(r'(?P<word>\w+)\s(?P<num>\d+)?(x)?')
m = p.search('say abc 12', 4)
print(m.group(), m.group(1, 'num'), m['word'], m.groups(), m.groups('-'), m.groupdict(), m.groupdict(0), m.start(), m.end(2), m.span('num'), m.pos, m.endpos, m.lastindex, m.lastgroup, m.regs, m.re is p, m.string)
print(m.expand(r'\2-\g<word>-\g<0>'), repr(m), bool(m), copy.copy(m) is m, copy.deepcopy(p) is p)
print(p.groups, dict(p.groupindex), p.flags, p.pattern, p == re.compile(p.pattern), hash(p) == hash(re.compile(p.pattern)), p != re.compile('a'), pickle.loads(pickle.dumps(p)) == p)
try: p.groupindex['x'] = 1
except TypeError as e: print(e)
print(p.search('abc 1', 1, 3), p.match('xabc 1', 1).span(), p.fullmatch('ab 1'), p.search('a 1', 5), p.search('a 1', -3).span())
print(re.sub('a', 'b', 'aaa', 2), re.subn('', '-', 'ab'), re.sub('(a)(b)?', lambda m: repr(m.groups()), 'aab'), re.sub('x*', '-', 'abxd'), re.sub(b'a', b'\\g<0>!', b'banana'), re.sub('a', None or '', 'ab'))
print(re.split(r'\W+', 'a, b; c.'), re.split('(,)', 'a,b'), re.split('x*', 'axbc'), re.split(',', 'a,b,c', 1), re.findall('(a)(b)?', 'aab'), re.findall('a', 'aba'), re.findall('', 'ab'))
it = re.finditer('a', 'aa'); print(next(it).span(), [m.span() for m in it], type(it).__name__)
s = p.scanner('a 1b 2'); print(s.match().group(), s.search(), s.pattern is p)
print(re.escape('a.b*c[é] -\n'), re.escape(b'\x00a.'), re.purge(), re.Match, re.Pattern[str], re.NOFLAG, re.I | re.M)
print(sys.getsizeof(re.compile('a')), sys.getsizeof(re.match('a', 'a')), sys.getsizeof(re.match('(a)', 'a')), gc.is_tracked(m), sys.getrefcount(m))
class S(str): pass
x = S('abc'); m = re.match('b?', x); print(m.string is x, type(m.group()), re.match('abc', x).group() == 'abc', re.match('abc', 'abc').group() is 'abc'.__str__())
print(re.match(b'a', bytearray(b'ab')), re.match(b'.', memoryview(b'xy')).group(), re.search('é', 'caf\u00e9').span(), re.search('\U0001f600', 'a\U0001f600').span(), re.findall('[\u4e00-\u9fff]+', 'a中文b字'))
def tokens(code):
    spec = [('NUM', r'\d+(\.\d*)?'), ('ID', r'[A-Za-z]+'), ('OP', r'[+\-*/=]'), ('SKIP', r'[ \t]+'), ('BAD', r'.')]
    for mo in re.finditer('|'.join('(?P<%s>%s)' % pair for pair in spec), code):
        if mo.lastgroup != 'SKIP': yield mo.lastgroup, mo.group()
print(list(tokens('x = 3.5*y + 2 !')))
print(len(re.findall('a', 'a' * 100000)), re.match('(a|b)*c', 'ab' * 30000 + 'c').end(), re.match('(?:x+x+)+y', 'x' * 18))
sc = re.Scanner([(r'\d+', lambda s, t: int(t)), (r'\w+', lambda s, t: t), (r'\s+', None)]); print(sc.scan('12 ab !'))
