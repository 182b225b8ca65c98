"""Strings: formatting in three ways, methods, unicode, bytes, templates."""
import string
import textwrap
import unicodedata

name, price, count = "Tea", 3.14159, 42
print("%s costs %.2f, %05d left, %-6s| %+d %x %o %e %%" %
      (name, price, count, name, count, count, count, price))
print("{} {0!r:>7} {x:^9}".format(name, x="mid") if False else
      "{0} {0!r:>7} {x:^9}|".format(name, x="mid"))
print(f"{name!r} {price:.3f} {price:8.2f} {count:>6} {count:<6}| {count:^6}|"
      f" {count:#x} {count:08b} {1234567.891:,.2f} {0.256:.1%} {count=}")
width, digits = 12, 3
print(f"{price:{width}.{digits}f}|{name:*^{width}}|{'nested ' + f'{count}'}")
print(f"{1e10:g} {1e-5:g} {123456789:g} {float('nan')} {-float('inf'):>6}")
print(f"{{braces}} {[x for x in range(3)]} {dict(a=1)['a']} {'yes' if count else 'no'}")
print("{:>{w}} {:_} {:,} {:c} {:e}".format("r", 10 ** 6, 10 ** 6, 97, 12345.678,
                                           w=5))
text = "  The quick brown fox, the lazy dog  "
print(repr(text.strip()), text.split(), text.split(","), text.find("quick"))
print(text.title().strip(), text.swapcase().strip(), text.count("the"))
print("a-b-c".partition("-"), "a-b-c".rpartition("-"), "a,b,,c".split(","),
      "k=v=w".split("=", 1), "one\ntwo\r\nthree".splitlines())
print("x".join("abc"), "abc".center(9, "."), "7".zfill(3), "-7".zfill(4),
      "a\tb".expandtabs(4), "prefix-name".removeprefix("prefix-"))
print("Hello"[::-1], "abc" * 2, "b" in "abc", "abc" < "abd", "Z" < "a",
      "ß".upper(), "İ".lower() == "i̇", "straße".casefold() == "STRASSE".casefold())
print("123".isdigit(), "12.3".isnumeric(), "½".isnumeric(), "x1".isidentifier(),
      " ".isspace(), "Abc".istitle(), "abc".isalpha(), "".isalpha())
print([hex(ord(c)) for c in "aé€😀"], len("😀"), "😀".encode(), "é".encode("latin-1"))
print(unicodedata.name("é"), unicodedata.normalize("NFD", "é") == "é",
      len(unicodedata.normalize("NFD", "é")), "\N{SNOWMAN}", "\u00e9 \x41 \101")
print(b"abc"[0], b"abc"[:1], bytes([72, 105]), b"caf\xc3\xa9".decode(),
      bytearray(b"xyz"), "a b".encode().hex(" "), bytes.fromhex("4869"))
print(r"raw \n", "tri"
      "ple", '''a
b''', "tab\there", 'it''s', "it's", 'say "x"', repr("it's \"q\""))
print(textwrap.fill("Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
                    20, initial_indent="* ", subsequent_indent="  "))
print(textwrap.dedent("""\
    one
      two"""), textwrap.shorten("a long text indeed", 12))
print(string.Template("$who owes $$${amount}").substitute(who="Bob", amount=5),
      string.capwords("all of it"))
print("abc".translate({97: "A", 98: None, 99: "CC"}), ascii("é😀"),
      "%(a)s-%(b)03d" % {"a": 1, "b": 2}, "%5.1f|%-5s|%5s" % (2.345, "l", "r"))
for bad in (lambda: "a" + 1, lambda: "%d" % "x", lambda: "{1}".format(0),
            lambda: f"{'x':d}", lambda: "abc"[9],
            lambda: "é".encode("ascii"), lambda: b"\xff".decode(), lambda: int("x1"),
            lambda: "a".join([1]), lambda: ord("ab"), lambda: "%s %s" % 1):
    try:
        bad()
    except (TypeError, ValueError, IndexError) as error:
        print(type(error).__name__ + ":", error)
