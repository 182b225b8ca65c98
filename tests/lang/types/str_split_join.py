"""split, rsplit, splitlines, partition and join of str."""
from _show import show

show(r"""
'a b  c '.split()
' a b  c '.split(' ')
'a b c d'.split(None, 2)
'  a b c d  '.split(None, 1)
'  a b c d  '.rsplit(None, 1)
'a,b,c'.split(',', 0), 'a,b,c'.split(',', 1), 'a,b,c'.split(',', -1)
'a,b,c'.rsplit(',', 1), ''.split(','), ''.split(), ''.rsplit(',')
'aXXbXXXc'.split('XX'), 'aXXbXXXc'.rsplit('XX')
'a\x1cb\u2003c\x85d'.split()
'abc'.split('')
'abc'.split(1)
'abc'.split(b'b')
'abc'.split(maxsplit='x')
'abc'.split(maxsplit=1.0)
'a b c'.split(sep=' ', maxsplit=1)
'a b c'.split(' ', 1, 2)
'a\nb\r\nc\rd\x0be\x0cf\x1cg\x85h\u2028i'.splitlines()
'a\nb\r\nc\n'.splitlines(True)
'a\n\nb'.splitlines(keepends=False), ''.splitlines(), '\n'.splitlines()
'abc'.splitlines(keepends='')
'a=b=c'.partition('='), 'a=b=c'.rpartition('='), 'abc'.partition('='), 'abc'.rpartition('=')
'abc'.partition('')
'abc'.partition(1)
'abc'.rpartition(b'')
', '.join(['a', 'b']), ''.join([]), '-'.join('abc'), '-'.join({'x': 1, 'y': 2})
'-'.join(['a', 1])
'-'.join([b'a'])
'-'.join(1)
'-'.join(['a', None, 'b'])
''.join(x for x in 'xyz')
'é'.join(['a', '\U0001f600'])
''.join(['abc']) , '-'.join(('x',))
'-'.join()
' '.join(['a', ['b']])
""")
x = "only"
print("".join([x]) is x, "-".join((x,)) is x)


def numbers():
    yield "1"
    raise KeyError("in the middle")


try:
    "".join(numbers())
except KeyError as error:
    print(repr(error))
