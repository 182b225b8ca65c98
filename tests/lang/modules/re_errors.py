# runner: audit-every=3000 timeout=40
"""re: the errors of patterns and of arguments, word for word."""
import re
for p in ['(', ')', '[', 'a**', '*', 'a{2,1}', '(?P<1>a)', '(?P<a>x)(?P<a>y)', r'\1', '(?P=x)', '(?z)', '[b-a]', r'\p', '(?<=a*)b', '(?', '(?P', '(?P<', '(?P<a', '(?P>', r'[\w-a]', '(?(1)a|b|c)', '(?(2)a)', 'a(?i)b', r'\x1', r'\u12', r'\N{nope}', '(?i-i:a)', '(?-', '(?#', '\\', '(?P<é>a)', '(?(x)a)', r'(a\1)', '(?au:x)', '(?L)a', 'a{99999999999999}', '[[a]', '[a&&b]', '(?<a)', '(?:', 'x++*']:
    try: print(ascii(p), re.compile(p))
    except re.error as e: print(ascii(p), e, e.pos, e.lineno, e.colno, e.msg)
    except Exception as e: print(ascii(p), type(e).__name__, e)
m = re.match('(a)(?P<n>b)?', 'a')
for f in (lambda: m.group(3), lambda: m.group('x'), lambda: m[-1], lambda: re.match('a', 5), lambda: re.match(b'a', 'a'), lambda: re.match('a', b'a'), lambda: re.compile(5), lambda: re.sub('a', r'\2', 'a'), lambda: re.sub('a', r'\g<x>', 'a'), lambda: re.sub('a', '\\', 'a'), lambda: re.sub('a', r'\g<', 'a'), lambda: re.sub('a', 5, 'a'), lambda: re.compile(re.compile('a'), re.I), lambda: m.start('q'), lambda: m.expand(r'\9'), lambda: re.Pattern(), lambda: re.split('a'), lambda: re.compile('a').sub('x'), lambda: re.compile('a').match(), lambda: re.sub('a', lambda m: 5, 'a')):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
