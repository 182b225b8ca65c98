"""Methods of str."""
s = "Hello, World"
print(s.upper(), s.lower(), s.swapcase(), s.title(), s.capitalize(), s.casefold())
print(s.find("o"), s.rfind("o"), s.index("W"), s.count("l"), s.find("z"), s.find("o", 5), s.startswith(("x", "He")), s.endswith("d"))
print("a,b,,c".split(","), " a  b ".split(), "a b c".split(None, 1), "a,b,c".rsplit(",", 1), "a\nb\r\nc".splitlines(), "abc".partition("b"), "abc".rpartition("z"))
print("x".center(5, "*"), "x".ljust(3) + "|", "x".rjust(3), "5".zfill(3), "-5".zfill(4), "\t".expandtabs(4) + "|")
print("  x ".strip() + "|", "xxaxx".strip("x"), "abcab".replace("ab", "z", 1), "prefix".removeprefix("pre"), "a.py".removesuffix(".py"))
print("a".isalpha(), "1".isdigit(), "a1".isalnum(), " ".isspace(), "A".isupper(), "Aa".istitle(), "x_1".isidentifier(), "\n".isprintable(), "½".isnumeric())
print("-".join("abc"), "abc".translate({97: "z", 98: None}), str.maketrans("ab", "xy"), "é".encode(), "é".encode("latin-1"), "abc"[::-1], "abc"[-2:], "b" in "abc")
print("%s %r %d %5.2f %x %o %e %c %%" % ("a", "b", 3, 2.5, 255, 8, 12345.678, "z"), "%(k)s" % {"k": 1}, "%-5d|%05d|%+d" % (1, 2, 3))
print("{} {1}".format(1, 2) if 0 else "{0} {1} {0!r:>5} {k[0]} {k.real if 0 else ''}".replace("{k.real if 0 else ''}", "").format(1, "b", k=[7]))
print(repr("a'b"), repr('a"b'), repr("a'\"b"), repr("\t\n\x00\x7f\xa0\u200b\U0001f600"), ascii("é€"))
