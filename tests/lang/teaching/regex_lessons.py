"""Regular expressions: groups, greed, flags, substitution, tokenizing."""
# runner: audit-every=200
import re

log = """2024-01-05 12:30:01 ERROR disk full on /dev/sda1
2024-01-05 12:31:44 INFO user=ada logged in
2024-01-06 00:00:00 WARN retry 3 of 5
not a log line"""
line = re.compile(r"""
    ^(?P<date>\d{4}-\d\d-\d\d)\s+
    (?P<time>[\d:]+)\s+
    (?P<level>[A-Z]+)\s+
    (?P<text>.*)$""", re.VERBOSE | re.MULTILINE)
for match in line.finditer(log):
    print(match["level"], match.start(), match.groupdict()["text"])
print(line.groups, line.groupindex, re.search("x", "abc"))
print(re.findall(r"\d+", log)[:6], re.findall(r"(\w+)=(\w+)", log))
print(re.match(r"\d", "a1"), re.search(r"\d", "a1").span(),
      re.fullmatch(r"\w+", "abc") is not None)
print(re.sub(r"(\w+), (\w+)", r"\2 \1", "Lovelace, Ada"),
      re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "3 apples, 10 pears"),
      re.subn("a", "A", "banana", count=2))
print(re.split(r"[,;]\s*", "a, b;c,d"), re.split(r"(-)", "1-2-3"),
      re.split(r"\s*", "a b"))
print(re.findall(r"<.+>", "<a><b>"), re.findall(r"<.+?>", "<a><b>"),
      re.findall(r"a{2,3}", "aaaaaa"), re.findall(r"\bcat\b", "cat concat cat."))
print(re.search(r"(?i)HELLO", "say hello").group(), re.findall(r"^.", "a\nb", re.M),
      re.search(r"a.b", "a\nb"), re.search(r"a.b", "a\nb", re.S).group())
print(re.findall(r"(?<=\$)\d+", "cost $30 or 40"), re.findall(r"\w+(?=!)", "hi! yo"),
      re.findall(r"(?<!\d)\d{2}(?!\d)", "1 22 333 44"),
      re.search(r"(.)\1", "hello").group(), re.search(r"(?P<q>['\"]).*?(?P=q)", "x 'y' z")[0])
print(re.escape("a.b*c"), re.compile("a|b").pattern, re.compile("a", re.I).flags & re.I)
m = re.match(r"(\d+)-(\d+)?", "12-")
print(m.groups(), m.groups("none"), m.group(0, 1), m.lastindex, m.regs, m.expand(r"<\1>"))
TOKEN = re.compile(r"\s*(?:(?P<num>\d+\.?\d*)|(?P<name>[A-Za-z_]\w*)|(?P<op>[-+*/()=]))")


def tokens(text):
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise SyntaxError(f"at {position}: {text[position:]!r}")
        yield match.lastgroup, match[match.lastgroup]
        position = match.end()


print(list(tokens("x1 = 3.5*(y+2)")))
try:
    list(tokens("a ? b"))
except SyntaxError as error:
    print(error)
email = re.compile(r"^[\w.+-]+@[\w-]+\.[\w.]+$")
for text in ("ada@example.org", "no at", "a@b", "x.y+z@mail.co.uk"):
    print(f"{text:<18}", bool(email.match(text)))
for bad in ("(", "[a", "a**", "(?P<n>a)(?P<n>b)", r"\1", "a{3,2}", "(?z)", "*a", r"\p"):
    try:
        re.compile(bad)
    except re.error as error:
        print(f"{bad!r}: {error} (pos {error.pos})")
print(re.findall(r"\w+", "naïve café 東京"), re.findall(r"\w+", "naïve", re.A),
      re.sub(r"(?P<a>x)", r"[\g<a>]", "axa"), re.findall("", "ab"), re.sub("x*", "-", "abc"))
print(bool(re.match(rb"\d", b"1")), re.compile("(a)(b)?").search("a").start(2))
print(re.compile("a.c"), re.match("a", "abc"), re.IGNORECASE, re.I | re.M)
