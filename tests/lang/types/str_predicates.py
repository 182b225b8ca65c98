"""The is... methods of str on digits, letters, spaces and odd characters."""
samples = ["", "abc", "aB1", "123", "²", "½", "٣", "Ⅷ", "五", " ", "\t\n",
           "\x1c", "\x85", "\xa0", "\u2003", "\u200b", "a b", "_a", "1a", "é",
           "ª", "\u0301", "def", "\x7f", "\ue000", "\U0001f600", "\ud800",
           "a\u0301", "\u00ad", "Ａ", "·", "℘", "\u2028", "+1", "1.0"]
checks = ["isalnum", "isalpha", "isascii", "isdecimal", "isdigit",
          "isidentifier", "isnumeric", "isprintable", "isspace"]
for sample in samples:
    print(ascii(sample), [name[2:] for name in checks
                          if getattr(sample, name)()])
for name in checks:
    try:
        getattr("a", name)(1)
    except TypeError as error:
        print(error)
    try:
        getattr(str, name)(b"")
    except TypeError as error:
        print(error)
