"""Input in parts: what the end of a part cuts in two waits for the next one.
Every cut of an input, in all encodings that know parts."""
# runner: audit-every=20000 timeout=60 modes=plain,audit
import codecs
import hashlib
import random
import warnings

warnings.simplefilter("ignore")


def shown(f, *args):
    try:
        return ascii(f(*args))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


codecs.register_error("tell", lambda e: (
    f"<{len(e.object)},{e.start},{e.end},{e.reason}>", e.end))
codecs.register_error("one", lambda e: ("?", e.start + 1))
codecs.register_error("from end", lambda e: ("$", -1))
handlers = ["strict", "ignore", "replace", "backslashreplace",
            "surrogateescape", "surrogatepass", "tell", "one"]

print("utf-8")
for data in [b"\xed", b"\xed\xa0", b"\xed\xa0\x80", b"\xed\xbf", b"\xed\xc0",
             b"\xed\x7f", b"a\xed\xa0", b"\xed\xa0a", b"\xe2\x82", b"\xf0\x9f",
             b"\xf0\x9f\x98", b"\xf0\x8f", b"\xf4\x90", b"\xc3", b"\xc1",
             b"\xff", b"\xe0\x9f", b"\xe0\xa0", b"x\xf0\x9f\x98x", b"\x80"]:
    print(data, [shown(codecs.utf_8_decode, data, errors, final)
                 for errors in handlers for final in (False, True)])

text = "a\xe9\u20ac\U0001f600\ud800b\udc01"
texts = {
    "utf-8": text.encode("utf-8", "surrogatepass"),
    "utf-8-sig": text.encode("utf-8-sig", "surrogatepass"),
    "utf-16": text.encode("utf-16", "surrogatepass"),
    "utf-16-le": text.encode("utf-16-le", "surrogatepass"),
    "utf-16-be": text.encode("utf-16-be", "surrogatepass"),
    "utf-32": text.encode("utf-32", "surrogatepass"),
    "utf-32-be": text.encode("utf-32-be", "surrogatepass"),
    "unicode_escape":
        rb"a\n\x41\u20ac\U0001f600\N{DIGIT ONE}\101\7\q\\\ud800\400" b"\\\nz",
    "raw_unicode_escape":
        rb"a\n\u20ac\U0001f600\\u0041\\\u0042\x" b"\xe9\\\nz",
}


def in_parts(encoding, data, cuts, errors):
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    out, start = [], 0
    for end in [*cuts, len(data)]:
        out.append(decoder.decode(data[start:end], end == len(data)))
        start = end
    return out


for encoding, data in texts.items():
    print(encoding)
    for cut in range(len(data)):
        print(cut, shown(in_parts, encoding, data, [cut], "surrogatepass"))
    whole = in_parts(encoding, data, [], "surrogatepass")[0]
    print(all("".join(in_parts(encoding, data, [i, k], "surrogatepass"))
              == whole for k in range(len(data)) for i in range(k)))
    digest = hashlib.sha256()
    for errors in handlers:
        digest.update(shown(in_parts, encoding, data, range(len(data)),
                            errors).encode())
        for cut in range(len(data)):
            digest.update(shown(in_parts, encoding, data[:-1], [cut],
                                errors).encode())
    print(digest.hexdigest())

print("with a mark or an order")
for data in [b"", b"\xff", b"\xff\xfe", b"\xfe\xff\0a", b"a\0", b"a\0b",
             b"\xff\xfe\0", b"\xff\xfe\0\0", b"\0\0\xfe\xff\0\0\0a", b"\0\xd8",
             b"\xff\xfe\0\xd8", b"\xff\xfea\0\0\xdc", b"\0\0\xff\xfe",
             b"a\0\0\0\0\0\x11\0", b"a\0\0\0\0\xd8\0\0", b"\xff\xfe\0\0a\0"]:
    print(data)
    for f in (codecs.utf_16_ex_decode, codecs.utf_32_ex_decode):
        for order in (-1, 0, 1, 5):
            print("   ", *[shown(f, data, errors, order, final)
                           for errors in ("strict", "tell")
                           for final in (0, 1)])
for order in (-1, 0, 1, 2 ** 40, "x", None):
    print(order, shown(codecs.utf_16_encode, "a\ud800", "replace", order),
          shown(codecs.utf_32_encode, "a\ud800", None, order))

print("escapes")
for data in [b"\\", b"a\\", b"\\x", b"\\x4", b"\\x41", b"\\xg", b"\\x4g",
             b"\\u", b"\\u12", b"\\u12g4", b"\\u1234", b"\\U0011", b"\\N",
             b"\\Nx", b"\\N{", b"\\N{}", b"\\N{}x", b"\\N{X", b"\\N{NO}y",
             b"\\N{DIGIT ONE}", b"\\U00110000", b"\\Uffffffffx", b"\\1",
             b"\\12", b"\\777", b"\\8", b"\\\n", b"\\\xe9", b"\\\\", b"\\'",
             "\\\xe9", "\xe9\\u00"]:
    print(data)
    for f in (codecs.unicode_escape_decode, codecs.raw_unicode_escape_decode):
        print("   ", *[shown(f, data, errors, final)
                       for errors in ("strict", "tell", "replace")
                       for final in (False, True)])
for f in (codecs.unicode_escape_decode, codecs.raw_unicode_escape_decode,
          codecs.utf_8_decode, codecs.ascii_decode, codecs.escape_decode):
    for args in [(), (1,), (b"\\", 1), (b"\\x", "ignore", "x"),
                 (b"\\", "ignore", None), (b"a", "ignore", 2 ** 40),
                 (b"a", None, 1, 1)]:
        print(f.__name__, len(args), shown(f, *args))

print("what an escape without meaning tells")
for data in [rb"\d", rb"\8", rb"\400", rb"\777\d", rb"\d\e\400", b"\\\xe9",
             rb"\x4\d", rb"\d\x4", rb"\477x", rb"\4", b"\\\n", rb"a\d\\"]:
    for f in (codecs.unicode_escape_decode, codecs.escape_decode,
              codecs.raw_unicode_escape_decode):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            text = shown(f, data)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            print(data, text, [ascii(str(w.message)) for w in caught],
                  shown(f, data) == text)

print("random input")
r = random.Random(5)
digest = hashlib.sha256()
for i in range(1200):
    data = bytes(r.choice(b"\\\\\\xuUN{}{0041DIGT ONEn7\n\xc3\xa9\xed\xa0\xf0")
                 for k in range(r.randrange(14)))
    cut = r.randrange(len(data) + 1)
    for encoding in ("utf-8", "utf-16", "utf-16-be", "utf-32", "utf-32-le",
                     "unicode_escape", "raw_unicode_escape"):
        for errors in ("strict", "tell", "one", "surrogatepass"):
            digest.update(shown(in_parts, encoding, data, [cut],
                                errors).encode())
print(digest.hexdigest())
