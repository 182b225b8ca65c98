"""Case conversions of str, with letters whose case forms are longer."""
from _show import show

show(r"""
'hello world'.title()
"they're bill's friends".title()
'hELLO'.capitalize()
'ßtraße'.upper()
'ßtraße'.capitalize()
'ßtraße'.title()
'ŉabc'.upper()
'ǆ'.title(), 'ǆ'.upper(), 'ǅ'.lower()
'İ'.lower(), len('İ'.lower())
'ΑΣ'.lower(), 'ΑΣΑ'.lower(), 'Σ'.lower(), 'Α.Σ'.lower()
'ﬁne'.upper(), 'ﬁne'.title(), 'ﬁne'.casefold()
'Straße'.casefold() == 'STRASSE'.casefold()
'aBcDé'.swapcase(), 'ß'.swapcase()
'İ'.casefold(), 'ſ'.casefold(), 'K'.lower()
'hello'.islower(), 'Hello'.islower(), '123'.islower(), 'ª'.islower()
'HELLO'.isupper(), 'H1'.isupper(), '1'.isupper(), 'ǅ'.isupper()
'Hello World'.istitle(), 'Hello world'.istitle(), 'ǅ'.istitle(), ''.istitle(), '1a'.istitle()
'X y Z'.istitle(), 'XyZ'.istitle(), "It'S".istitle()
'abc'.upper(1)
'abc'.title('x')
'abc'.casefold(a=1)
str.upper()
str.upper(1)
''.upper() is ''
''.lower(), ''.title(), ''.capitalize(), ''.swapcase()
'abc'.lower() is 'abc'
'\U00010400'.lower() == '\U00010428', '\U00010428'.upper() == '\U00010400'
'ΐ'.upper(), len('ΐ'.upper()), 'ᾳ'.upper(), 'ᾳ'.title(), 'ᾳ'.capitalize()
""")
