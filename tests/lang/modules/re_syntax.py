# runner: audit-every=3000 timeout=40
"""re: every kind of syntax, by what it matches."""
import re
cases = [
    (r'a.c', 'abc a\nc', 0), (r'a.c', 'a\nc', re.S), (r'^a', 'b\na', re.M), (r'a$', 'a\n', 0), (r'a\Z', 'a\n', 0),
    (r'\bfoo\b', 'a foo b', 0), (r'\Boo', 'foo', 0), (r'[^a-c]+', 'abcdef', 0), (r'[\w-]+', 'a-b_c d', 0), (r'\d+', '12٣', 0),
    (r'\d+', '12٣', re.A), (r'(a)|(b)', 'b', 0), (r'(?:ab)+', 'ababa', 0), (r'(?P<n>a)(?P=n)', 'aa', 0), (r'(a)\1', 'aa', 0),
    (r'a*?b', 'aab', 0), (r'a{2,3}', 'aaaa', 0), (r'a{2}?', 'aaa', 0), (r'(?=b)b', 'b', 0), (r'(?!b)\w', 'ba', 0), (r'(?<=a)b', 'ab', 0),
    (r'(?<!a)b', 'ab b', 0), (r'(?i)ABC', 'abc', 0), (r'(?i:A)b', 'ab', 0), (r'(?-i:A)b', 'aB', re.I), (r'a++a', 'aaa', 0), (r'(?>a+)b', 'aab', 0),
    (r'(a)?(?(1)b|c)', 'c', 0), (r'(a)?(?(1)b|c)', 'ab', 0), (r'''a # comment
      b''', 'ab', re.X), (r'\x41\u0042\N{DIGIT ONE}\n', 'AB1\n', 0), (r'[\]\-\\]', ']', 0), (r'(?s:.)', '\n', 0), (r'straße', 'STRASSE', re.I), (r'ſ', 'S', re.I), (r'K', '\u212a', re.I),
    (r'[à-ü]', 'É', re.I), (r'\s', '\x1f\xa0\u3000', 0), (r'\S', '\u180e', 0), (r'\W', '_é²', 0), (r'(?a:\w+)', 'é', 0), (r'x*', '', 0), (r'(|a)+', 'aa', 0), ('a|b|', 'c', 0), (r'\0', '\0', 0), (r'\101', 'A', 0),
]
for p, s, f in cases:
    c = re.compile(p, f)
    m = c.search(s)
    print(ascii(p), m and (m.span(), m.groups(), m.lastindex, m.lastgroup), [x.span() for x in c.finditer(s)], bool(c.match(s)), bool(c.fullmatch(s)))
for p in (rb'\w+', rb'(?i)ab', rb'[\xe0-\xff]', rb'(?L)a', rb'\d\Z'):
    print(p, re.findall(p, b'AB ab \xe9 1'))
print(re.compile('a', re.I | re.M | re.S | re.X | re.A), re.compile(b'x'), re.compile('y' * 300)[:0] if 0 else len(repr(re.compile('y' * 300))))
