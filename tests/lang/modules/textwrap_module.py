# runner: audit-every=3000 timeout=40
"""textwrap: wrap, fill, shorten, dedent, indent."""
import textwrap
t = 'The quick brown fox, who is well-known for jumping over hedges, looked at   the extraordinarily lazy dog. And then? It slept!'
for w in (10, 20, 70): print(textwrap.wrap(t, w))
print(textwrap.fill(t, 30, initial_indent='* ', subsequent_indent='  '))
print(textwrap.shorten(t, 40), textwrap.shorten(t, 12, placeholder='..'), textwrap.wrap('', 5), textwrap.wrap('abcdefghij', 4), textwrap.wrap('abcdefghij xx', 4, break_long_words=False), textwrap.wrap('a-b-c', 2, break_on_hyphens=False))
print(textwrap.dedent('''
    a
      b
\t
    c'''), repr(textwrap.indent('a\n\nb\n', '> ')), repr(textwrap.indent('a\n\nb', '+', lambda l: True)), textwrap.wrap(t, 25, max_lines=2), textwrap.wrap('a\tb', 10, expand_tabs=True, tabsize=4), textwrap.wrap('x y', 10, fix_sentence_endings=True))
try: textwrap.wrap('a', 0)
except ValueError as e: print(e)
