"""charmap: what a mapping may answer, and the handlers; surrogatepass by the
name of the encoding."""
# runner: audit-every=5000 modes=plain,audit,all
import codecs


def shown(f, *args):
    try:
        return ascii(f(*args))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Answers(dict):
    def __missing__(self, key):
        if key == 7:
            raise ZeroDivisionError("seven")
        if key == 8:
            raise IndexError("eight")
        raise LookupError(key)


codecs.register_error("tell", lambda e: (
    f"({e.start}-{e.end})", e.end))
codecs.register_error("bytes", lambda e: (b"#", e.start + 1))
codecs.register_error("back", lambda e: ("", -1 if e.start < 2 else 4))
handlers = ["strict", "ignore", "replace", "backslashreplace",
            "xmlcharrefreplace", "surrogateescape", "surrogatepass",
            "namereplace", "tell", "bytes", "back", "none"]

print("decoding")
values = [97, 0x10ffff, 0x110000, -1, -2, 2 ** 70, -2 ** 70, 0xfffe, 0xfffd,
          0xd800, "x", "", "two", "\ufffe", "\ufffe\ufffe", None, 1.0, b"x",
          True, [1]]
for value in values:
    print(value, shown(codecs.charmap_decode, b"\1a", "strict",
                       {1: value, 97: 98}),
          shown(codecs.charmap_decode, b"a\1", "replace", {1: value, 97: 98}))
for errors in handlers:
    print(errors, shown(codecs.charmap_decode, b"\0\1\xe9\2", errors,
                        {0: "a", 2: 98}),
          shown(codecs.charmap_decode, b"\0\1\xe9\2", errors, "a\ufffec"))
for number in (7, 8, 9):
    print(shown(codecs.charmap_decode, bytes([number]), "strict", Answers()),
          shown(codecs.charmap_decode, bytes([number]), "strict", 5))
print(shown(codecs.charmap_decode, b"a\xff"),
      shown(codecs.charmap_decode, b"a\xff", None, None),
      shown(codecs.charmap_decode, "a", None, {}),
      shown(codecs.charmap_decode, b"", None, {}, 1))

print("encoding")
values = [97, 0, 255, 256, -1, 2 ** 70, b"x", b"", b"two", None, 1.0, "x",
          True, bytearray(b"y")]
for value in values:
    print(value, shown(codecs.charmap_encode, "\1a", "strict",
                       {1: value, 97: 98}),
          shown(codecs.charmap_encode, "a\1", "replace",
                {1: value, 97: 98, 63: 33}))
for errors in handlers:
    full = {ord(c): ord(c) for c in "ab#&;0123456789\\xu{}NDIGTW ()-"}
    print(errors, shown(codecs.charmap_encode, "a\xe9\u4e2db\udc80\udcffa",
                        errors, full),
          shown(codecs.charmap_encode, "a\xe9\u4e2db", errors, {97: 97}))
print(shown("\u4e2d\u4e2dx\u4e2d".encode, "cp1252"),
      shown("\u4e2d\u4e2dx\u4e2d".encode, "cp1252", "tell"),
      shown(b"\x81\x8d".decode, "cp1252"))
for number in (7, 8, 9):
    print(shown(codecs.charmap_encode, chr(number), "strict", Answers()))
print(shown(codecs.charmap_encode, "a\xff"), shown(codecs.charmap_encode, b""),
      shown(codecs.charmap_encode, "\u0100", None, None))
print(shown(codecs.charmap_build, "a\ufffeb\U0001f600"),
      shown(codecs.charmap_build, b"x"), shown(codecs.charmap_build, ""))
for table in ["\0a\ufffeb", "\0a\0", "".join(map(chr, range(300))), "a\ufffe"]:
    table = codecs.charmap_build(table)
    print([shown(codecs.charmap_encode, c, "ignore", table)
           for c in "\0ab\xff\u0100\ufffe"])

print("surrogatepass")
passed = codecs.lookup_error("surrogatepass")
for encoding in ["utf-8", "utf8", "UTF_8", "utf-16", "utf-16-le", "UTF-16BE",
                 "utf-32", "utf-32-le", "utf_32_be", "ascii", "latin-1",
                 "utf7", "charmap", "cp1252"]:
    for data in [b"\xed\xa0\x80", b"\0\xd8", b"\xd8\0", b"\0\xd8\0\0",
                 b"\0\0\xd8\0", b"\xed\xa0", b"abcd"]:
        error = UnicodeDecodeError(encoding, data, 0, len(data), "why")
        print(encoding, data, shown(passed, error))
    error = UnicodeEncodeError(encoding, "a\ud800\udfffb", 1, 3, "why")
    print(encoding, shown(passed, error))

print("names")
seen = []


def search(name):
    seen.append(name)
    return (1, 2, 3, 4) if name == "aaa_8" else None


codecs.register(search)
for name in ["aaa_8", "AAA-8", "AAA---8", "AAA   8", "aaa\xe9\u20ac-8",
             "AAA.8", "AAA...8", "-aaa-8", "aaa-8-", "\xe9", "a" * 250, "",
             "a\0b", "\udc80", " x y ", "B/b", "\u0661"]:
    print(ascii(name), shown(codecs.lookup, name))
codecs.unregister(search)
print(*map(ascii, seen), sep="\n")
