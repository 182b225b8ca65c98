"""Carets: no operator is marked in what the compiler folds, and wide
characters count for two."""
for line in ('(1, 2)[0] = 3', '"abc"[1] = "x"', 'del (1, 2)[0]',
             '(1, 2)[5] = 3', '[1][0][0] = 3', 'x = 1 + 2 + "a"'):
    try:
        exec(line)
    except TypeError as e:
        print(e)


def f(text):
    return "日本語é" + text


def folded():
    try:
        (1, 2)[5] = 3
    except TypeError:
        "日本"[0] = f(1)


folded()
