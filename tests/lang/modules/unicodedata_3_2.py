"""Unicode 3.2, which unicodedata.ucd_3_2_0 knows, and what is defined with it:
stringprep and the codec idna."""
# runner: audit-every=200000 timeout=60 modes=plain,audit
import codecs
import hashlib
import random
import stringprep
import unicodedata
import encodings.idna

old = unicodedata.ucd_3_2_0
chars = [chr(i) for i in range(0x30000)] + [chr(i) for i in (
    0x31350, 0xe0001, 0xe0020, 0xe0100, 0xf0000, 0xffffe, 0x10fffd)]


def shown(f, *args):
    try:
        return ascii(f(*args))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def digest(values):
    return hashlib.sha256(repr(list(values)).encode()).hexdigest()


print(old.unidata_version, unicodedata.unidata_version, type(old),
      unicodedata.UCD is type(old), shown(unicodedata.UCD))
for name in ("category", "bidirectional", "combining", "decomposition",
             "mirrored"):
    print(name, digest(map(getattr(old, name), chars)))
for name in ("decimal", "digit", "name"):
    f = getattr(old, name)
    print(name, digest(f(c, None) for c in chars))
print("numeric", digest(old.numeric(c, None) for c in chars
                        if not old.name(c, "").startswith("CJK ")))
print("east_asian_width", digest(
    w if (w := old.east_asian_width(c)) in "FHW" else ""
    for c in chars))
for form in ("NFC", "NFD", "NFKC", "NFKD"):
    print(form, digest(old.normalize(form, c) for c in chars),
          digest(old.is_normalized(form, c) for c in chars))

r = random.Random(32)
marks = [c for c in chars if unicodedata.combining(c)]
bases = [c for c in chars if unicodedata.decomposition(c)] + list(
    "abceinosuyz\u1100\u1112\u1161\u1175\u11a8\u11c2\uac00\uac01\u3042\u1b05")
texts = ["".join(r.choice(r.choice([marks, bases, bases]))
                 for k in range(r.randrange(1, 9))) for i in range(3000)]
texts += ["a" + "".join(r.choice(marks) for k in range(200))]
for form in ("NFC", "NFD", "NFKC", "NFKD"):
    print(form, digest(old.normalize(form, t) for t in texts),
          digest(unicodedata.normalize(form, t) for t in texts))
for f in (lambda: old.lookup("SNOWMAN"), lambda: old.lookup("GRINNING FACE"),
          lambda: old.lookup("LATIN CAPITAL LETTER GHA"),
          lambda: old.lookup("CJK UNIFIED IDEOGRAPH-9FD0"),
          lambda: old.name("\u0221"), lambda: old.category("ab"),
          lambda: old.normalize("X", ""), lambda: old.normalize("X", "a"),
          lambda: old.normalize("NFC", 1), lambda: old.normalize("NFC"),
          lambda: unicodedata.normalize("X", ""),
          lambda: unicodedata.is_normalized("X", ""),
          lambda: unicodedata.UCD.category(old, "\xaa"),
          lambda: unicodedata.UCD.category(1, "a"),
          lambda: setattr(old, "unidata_version", "4"),
          lambda: setattr(old, "more", 1), lambda: old.decimal("\xb2"),
          lambda: old.decimal("x"), lambda: old.decimal("x", 4)):
    print(shown(f))

print("stringprep")
for name in sorted(dir(stringprep)):
    if name.startswith("in_table"):
        print(name, digest(map(getattr(stringprep, name), chars)))
print(digest(map(stringprep.map_table_b2, chars)),
      digest(map(stringprep.map_table_b3, chars)))
print(digest(shown(encodings.idna.nameprep, t) for t in texts[:1000] + chars[
    :0x3400]))

print("idna")
hosts = ["", "python.org", "python.org.", "pyth\xf6n.org", "pyth\xf6n.org.",
         "b\xfccher.example", "fa\xdf.de", "\u65e5\u672c\u8a9e\u3002jp",
         "a" * 63, "a" * 64, "\xe4" * 60, "a..b", ".a", "\u0131", "\u0130.com",
         "xn--bcher-kva", "XN--BCHER-KVA.example", "xn--\xe4", "a\u0378b",
         "\u0627\u0644", "\u0627a", "\xad", "x\u200by", "\ud800", "-a-.b",
         "\U0001f600.com", "\u0221", "\uff21\uff22.c", "a\u3002b\uff0ec\uff61d"]
for host in hosts:
    print(ascii(host), shown(host.encode, "idna"),
          shown(encodings.idna.ToASCII, host),
          shown(encodings.idna.ToUnicode, host))
for data in [b"", b"python.org", b"xn--pythn-mua.org.", b"xn--bcher-kva.a",
             b"XN--BCHER-KVA", b"xn--", b"xn--a", b"a..b", b"\xe4",
             b"xn--fa-hia.de", b"xn--zz", b"a" * 70, b".a"]:
    print(data, shown(data.decode, "idna"), shown(data.decode, "punycode"))
coder = codecs.getincrementalencoder("idna")()
print([coder.encode(c) for c in "\xe4x.tld, \xfc."], coder.encode("", True))
decoder = codecs.getincrementaldecoder("idna")()
print([decoder.decode(bytes([c])) for c in b"xn--xa-iia.tld."],
      decoder.decode(b"", True))
