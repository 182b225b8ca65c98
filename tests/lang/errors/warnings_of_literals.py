"""Unknown escapes and keywords that touch a number: what the compiler warns
of, where, and the SyntaxError that such a warning is as an error."""
import warnings
SRC = [
    '"\\d \\q"',
    'b"\\d"',
    'f"\\d{1}"',
    '1if 1 else 2',
    '0xfor 1',
    '0b1or 2',
    '0o7and 1',
    '1jif 1 else 2',
    '1.5or 2',
    '"\\777"',
    'b"\\400"',
    '"""\n\n\\d"""',
    "'a' '\\z'",
    'f"{1:\\d}"',
    '1 is 1',
    '("\\d" +',
    "f(a for a in '\\d', 1)",
    '[0x1for x in (1,2)]',
    '(\n1in [1])',
    "f'{1if 1 else 2}'",
    "f'''\n{1or 2}'''",
    "'\\é'",
    "b'\\8' b'\\9'",
    '1_000or 2',
    '0or 1',
    '00or 1',
    '1e5or 1',
    '1.or 2',
    "{1:'\\d'for x in '\\d'}",
    "lambda: '\\d'",
    "f'\\{6}'",
    "f'\\{{6'",
    '1 if 1else 2',
    '1not in ()',
    '1is 1',
]
for action in "always", "error":
    for s in SRC:
        with warnings.catch_warnings(record=True) as got:
            warnings.simplefilter(action)
            try:
                c = compile(s, "<src>", "exec")
            except SyntaxError as e:
                print(action, repr(s), type(e).__name__, e.args)
            except Warning as e:
                print(action, repr(s), type(e).__name__, e)
            for w in got:
                print(action, repr(s), w.category.__name__, w.message, w.filename, w.lineno)
