"""Error handlers: the ones that exist, called by themselves, and ones that
change the input, go back and forth or answer what they must not."""
# runner: audit-every=5000 timeout=60 modes=plain,audit,all
import codecs
import warnings

warnings.simplefilter("ignore")


def shown(f, *args):
    try:
        return ascii(f(*args))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


names = ["strict", "ignore", "replace", "backslashreplace", "namereplace",
         "xmlcharrefreplace", "surrogateescape", "surrogatepass"]
errors = [
    UnicodeEncodeError("ascii", "a\u3042\xe9\U0001f600b", 1, 4, "ouch"),
    UnicodeEncodeError("ascii", "a\u3042b", -9, 9, "ouch"),
    UnicodeEncodeError("ascii", "a\udc80\udcffb", 1, 3, "ouch"),
    UnicodeEncodeError("utf-8", "a\udc80\udcffb", 1, 3, "ouch"),
    UnicodeEncodeError("utf-16", "a\udc80b\udcff", 1, 3, "ouch"),
    UnicodeEncodeError("ascii", "a\u3042b", 7, 9, "ouch"),
    UnicodeDecodeError("ascii", b"a\xff\x80b", 1, 3, "ouch"),
    UnicodeDecodeError("utf-8", b"a\xed\xa0\x80b", 1, 2, "ouch"),
    UnicodeDecodeError("utf-32-be", b"\0\0\xd8\0\0", 0, 4, "ouch"),
    UnicodeDecodeError("ascii", b"a\xff\x80b", -5, 50, "ouch"),
    UnicodeTranslateError("a\u3042\xe9b", 1, 3, "ouch"),
    UnicodeTranslateError("a\u3042\xe9b", -1, 30, "ouch"),
    UnicodeError("ouch"), ValueError("ouch"), 42, None]
for kind, field in [(UnicodeEncodeError, "object"),
                    (UnicodeDecodeError, "object"),
                    (UnicodeTranslateError, "object")]:
    for wrong in ([], None, 5, b"bytes", "text"):
        error = kind(*(("ascii",) if kind is not UnicodeTranslateError else ()),
                     b"ab" if kind is UnicodeDecodeError else "ab", 0, 1, "?")
        error.object = wrong
        errors.append(error)
    error = kind(*(("ascii",) if kind is not UnicodeTranslateError else ()),
                 b"ab" if kind is UnicodeDecodeError else "ab", 0, 1, "?")
    try:
        del error.object
    except (TypeError, AttributeError) as why:
        print(type(why).__name__)
    errors.append(error)
for name in names:
    handler = codecs.lookup_error(name)
    for error in errors:
        try:
            print(name, ascii(handler(error)))
        except BaseException as caught:
            if caught is error:
                print(name, "the same error")
            else:
                print(name, type(caught).__name__, caught)

print("handlers that put other bytes")
bad = [("ascii", b"a\xffb"), ("utf-7", b"a++b"), ("utf-8", b"a\xffb"),
       ("utf-16", b"a\0\0\xdcb\0"), ("utf-16", b"a\0\xff"),
       ("utf-32", b"\xff" * 8), ("unicode-escape", b"a\\u123gb"),
       ("raw-unicode-escape", b"a\\u123gb"), ("cp1252", b"a\x81b")]
answers = [(b"", 0), (b"x", 0), (b"x", 1), (b"x", 2), (b"xyz\xe9", 3),
           (b"xyz", -1), (b"xyz", -4), (b"x" * 90, 50), (b"\\d\\400", 0),
           (42, 0), ("x", 0), (bytearray(b"x"), 0), (None, 0)]
for put, where in answers:
    times = 0

    def put_bytes(error):
        global times
        times += 1
        if times > 3:
            raise OverflowError("too often")
        error.object = put
        return f"<{error.start}>", where

    codecs.register_error("put", put_bytes)
    for encoding, data in bad:
        times = 0
        print(encoding, put, where, shown(data.decode, encoding, "put"))
for f in (codecs.utf_7_decode, codecs.unicode_escape_decode,
          codecs.utf_8_decode, codecs.utf_16_le_decode):
    for data in (b"\\x0\xff\xd8\xdc", b"+\xff\\x\xff", b"\\d\\xg+\xff"):
        for final in (False, True):
            for put, where in ((b"x\\n+AOk-", 1), (b"xx\\x4", 2), (b"+AO", 0),
                               (b"\\q\xe2\x82", 0), (b"", 0)):
                times = 0
                print(f.__name__, data, final, put, shown(f, data, "put",
                                                          final))


def put_long(error):
    error.object = b"\0" * 8
    return "\ufffd", error.start


codecs.register_error("long", put_long)
for encoding, data in (("utf-16-le", b"\0\xdc\0\0"), ("utf-16-be", b"\xdc\0"),
                       ("utf-32-le", b"\x11" * 4), ("utf-8", b"a\xff")):
    print(encoding, shown(data.decode, encoding, "long"))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for data in (rb"\x0n\z", rb"\q\x0n\501", rb"\777\x0"):
        times = 0
        put, where = b"\\z", 0
        print(shown(codecs.unicode_escape_decode, data, "put"))
    print([str(w.message) for w in caught])

print("handlers that go back and forth, and what they must not answer")
for answer in [("?", 0), ("?", 1), ("?", 2), ("?", 100), ("?", -1),
               ("?", -100), ("", 2 ** 70), "?", ("?",), ("?", "1"), (1, 2),
               ["?", 1], ("\xe9", 3), ("\U0001f600", 3), ("\u20ac", 3),
               (b"\xe9", 3), (b"\xe9\xe8", 3), (b"abcd", 3), (b"", 3), None,
               ("?", True)]:
    left = 0

    def give(error):
        global left
        left += 1
        if left > 4:
            raise OverflowError("too often")
        return answer

    codecs.register_error("give", give)
    for encoding in ("ascii", "latin-1", "utf-8", "utf-16", "utf-32",
                     "cp1252"):
        left = 0
        print(encoding, answer, shown("ab\udc80".encode, encoding, "give"))
    for encoding, data in bad:
        left = 0
        print(encoding, answer, shown(data.decode, encoding, "give"))
