"""UTF-7: each character, each two bytes, all handlers, every cut of an input,
and what random text and random bytes come to."""
# runner: audit-every=20000 timeout=60 modes=plain,audit
import codecs
import hashlib
import random


def shown(f, *args):
    try:
        return ascii(f(*args))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for text in ["", "a", "+", "a+b", "-", "+-", "A\u2262\u0391.", "Hi \u263a!",
             "\u65e5\u672c\u8a9e", "\U0001f600", "x\U0010ffffy", "\u263a-",
             "\u263aA", "\u263a.", "\u263a/", "~\\", "\0", "\ud800", "\udc00",
             "\ud83d\ude00", "\ud800\u263a", "\xe9\xe9\xe9\xe9", "\xff" * 7]:
    print(ascii(text), text.encode("utf-7"),
          text.encode("utf-7").decode("utf-7") == text)

direct = [c for c in range(128) if chr(c).encode("utf7") == bytes([c])]
print(direct)

inputs = [b"+", b"+-", b"+A", b"+AA", b"+AAA", b"+AAA-", b"+AAE-", b"+AAAA-",
          b"+AAAAA-", b"+AOk-", b"+AOk", b"+AOl-", b"+AOkA6Q-", b"+2D3eAA-",
          b"+2D0-", b"+2D0", b"+2D3", b"+2D3eAA", b"+3gA-", b"+2D0A6Q-",
          b"+2D0.", b"+2D0\xff", b"+AOk\xff", b"+AO\xffk", b"+\xff", b"\xff",
          b"a\xffb", b"+!", b"+!b", b"a+", b"+IKx", b"+IKw-x", b"+IKwx.",
          b"+AAAAAAAAA", b"+/", b"+/-", b"+AGE/", b"~\\", b"+AGEAYg-c+AGQ-",
          b"+2AHab9ga3ACB", b"a+AO\xff+AOk-", b"+++", b"+A\0B-"]
handlers = ["strict", "ignore", "replace", "backslashreplace",
            "surrogateescape", "surrogatepass", "xmlcharrefreplace", "none"]
codecs.register_error("back", lambda e: (
    f"<{e.start},{e.end},{e.reason}>", max(e.start + 1, e.end - 1)))
codecs.register_error("again", lambda e: (
    "!", e.start + 2 if e.end == len(e.object) else e.end))
for data in inputs:
    print(data)
    for final in (False, True):
        for errors in handlers[:5 if final else 1] + ["back", "again"]:
            print("   ", final, errors,
                  shown(codecs.utf_7_decode, data, errors, final))
for errors in handlers:
    print(errors, shown(codecs.utf_7_decode, b"a\xed\xa0\x80", errors, True),
          shown(codecs.utf_7_encode, "\ud800+", errors))


def in_parts(data, cuts, errors):
    decoder = codecs.getincrementaldecoder("utf-7")(errors)
    ends = [*cuts, len(data)]
    out, start = [], 0
    for end in ends:
        out.append(decoder.decode(data[start:end], end == len(data)))
        start = end
    return out


print("every cut")
text = "a+b \u263a-\u263aA\xe9\U0001f600.\U0001f601-~"
data = text.encode("utf-7")
print(data)
for cut in range(len(data)):
    print(cut, ascii(in_parts(data, [cut], "strict")),
          ascii(codecs.utf_7_decode(data[:cut])))
print(all("".join(in_parts(data, [i, k], "strict")) == text
          for k in range(len(data)) for i in range(k)))
print(ascii(in_parts(data, range(len(data)), "strict")))
coder = codecs.getincrementalencoder("utf-7")()
print([coder.encode(c) for c in text])

print("digests")
digest = hashlib.sha256()
for a in range(0, 256, 3):
    for b in range(0, 256, 5):
        for form in (b"%c%c", b"+%c%c-", b"+AO%c%c."):
            digest.update(shown(codecs.utf_7_decode, form % (a, b),
                                "replace", True).encode())
print(digest.hexdigest())
r = random.Random(7)
digest = hashlib.sha256()
same = 0
for i in range(1500):
    text = "".join(chr(r.choice([r.randrange(128), r.randrange(256),
                                 r.randrange(0xd800), 43, 45, 47,
                                 r.randrange(0x10000, 0x110000)]))
                   for k in range(r.randrange(12)))
    data = text.encode("utf-7")
    digest.update(data)
    same += data.decode("utf-7") == text
    data = bytes(r.choice(b"++++--/AAgh0127.~\xff\x80\n")
                 for k in range(r.randrange(14)))
    for errors in ("strict", "ignore", "replace", "back"):
        for final in (False, True):
            digest.update(shown(codecs.utf_7_decode, data, errors,
                                final).encode())
print(same, digest.hexdigest())

print("arguments")
for args in [(), ("a",), (b"a", 1), (b"a", "strict", "x"), (b"a", None, 2.0),
             (b"a", "strict", 2 ** 40), (b"+", "strict", True, 1),
             (bytearray(b"+AOk-"), None), (memoryview(b"+AOk"), None, True)]:
    print(len(args), shown(codecs.utf_7_decode, *args))
for args in [(), (b"a",), ("a", 1), ("a", "strict", 1), ("\xe9", None)]:
    print(len(args), shown(codecs.utf_7_encode, *args))
