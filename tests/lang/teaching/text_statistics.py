"""Counting words and letters, and a table of it."""
# runner: audit-every=200 timeout=90
import re
import string
import textwrap
from collections import Counter, defaultdict

TEXT = """\
It was the best of times, it was the worst of times, it was the age of
wisdom, it was the age of foolishness, it was the epoch of belief, it was
the epoch of incredulity, it was the season of Light, it was the season of
Darkness, it was the spring of hope, it was the winter of despair.
"""

words = re.findall(r"[a-z']+", TEXT.lower())
counts = Counter(words)
print(len(words), len(counts), counts.most_common(3))
for word, n in sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:6]:
    print(f"{word:<10}{n:>3} {'#' * n}")
letters = Counter(c for c in TEXT.lower() if c in string.ascii_lowercase)
total = sum(letters.values())
print(" ".join(f"{c}:{n / total:.1%}" for c, n in letters.most_common(5)))
by_length = defaultdict(set)
for word in counts:
    by_length[len(word)].add(word)
for n in sorted(by_length, reverse=True)[:3]:
    print(n, sorted(by_length[n]))
pairs = Counter(zip(words, words[1:]))
print(pairs.most_common(2))
print(textwrap.fill(TEXT, 40, initial_indent="  ", subsequent_indent="> "))
print(textwrap.shorten(TEXT, 30), "|", textwrap.dedent("   a\n     b\n"))
table = str.maketrans("aeiou", "AEIOU", ",.")
print(TEXT.translate(table).split("\n")[0])
print(TEXT.title()[:20], TEXT.swapcase()[:10], TEXT.count("it"), TEXT.find("age"))
for line in TEXT.splitlines():
    head, sep, tail = line.partition(",")
    print(repr(head), len(tail))
rot13 = str.maketrans(
    string.ascii_letters,
    "".join(a[13:] + a[:13] for a in (string.ascii_lowercase,
                                      string.ascii_uppercase)))
print("Hello".translate(rot13), "Hello".translate(rot13).translate(rot13))
is_palindrome = lambda s: (t := [c for c in s.lower() if c.isalnum()]) == t[::-1]
print(is_palindrome("A man, a plan, a canal: Panama"), is_palindrome("abc"))
print("%-10s|%5.1f|%05d|%x|%e" % ("left", 3.14159, 42, 255, 12345.678))
print("{:^11}|{:*<6}|{:+d}|{:,}|{:_b}|{!r}".format("mid", "x", 5, 1234567, 37, "q"))
print(f"{'nested':>{10}}|{3.5:08.2f}|{1e10:g}|{0.1 + 0.2!r}|{255:#x}|{-7 // 2}")
