"""Formatting that changes nothing gives the str itself; copies that are
promised are copies."""


class Text(str):
    pass


class Shown:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

t = "abcde"
s = Text(t)
r = Shown(t)
print("%s" % t is t, "%5s" % t is t, "%.5s" % t is t, "%-3s" % t is t,
      "%s" % (t,) is t, "%s%s" % ("", t) is t, "%s%s" % (t, "") is t,
      "%(x)s" % {"x": t} is t, "%6s" % t is t, "%.4s" % t is t)
print("{}".format(t) is t, "{:s}".format(t) is t, "{:.9}".format(t) is t,
      "{!s}".format(t) is t, "{0[x]}".format({"x": t}) is t,
      "{}{}".format("", t) is t, "{}{}".format(t, "") is t,
      "{:6}".format(t) is t)
print(t % () is t, t.format() is t, t.format(1) is t, t % {} is t,
      t.format_map({}) is t, "{{".format(), "%%" % (), "a{{b}}".format())
print(format(t, "5") is t, f"{t}" is t, f"{t:5}" is t, f"{t:.5s}" is t)
print("%s" % r is t, "%r" % r is t, "{}".format(r) is t, "{!r}".format(r) is t)
for result in (s.format(), s % (), "{:s}".format(s), "%s" % s, "{}".format(s),
               f"{s:3}", f"{s}", format(s, "s")):
    print(type(result).__name__, result is s, end="; ")
print()
print("%s %s" % ("a", "b"), "{} {}".format("a", "b"), "".format() == "",
      "" % () == "", "%b" % 1 if 0 else b"%b" % b"ab", b"%s" % b"ab",
      b"ab" % ())
for template, args in (("abc", (1,)), ("%s", ()), ("%s", (1, 2)), ("a", 1)):
    try:
        print(template % args)
    except TypeError as error:
        print(error)
copy, = t.__getnewargs__()
print(copy == t, copy is t, "".__getnewargs__(), "é€".__getnewargs__(),
      "a\U0001f40d".__getnewargs__())
