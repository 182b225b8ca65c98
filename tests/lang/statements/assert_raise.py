"""assert and raise in all forms."""
from _show import show


class Mine(Exception):
    def __init__(self, a, b=2):
        super().__init__(a)
        self.a, self.b = a, b


class NotAnError:
    pass


class NewWrong(Exception):
    def __new__(cls):
        return 5


show(r"""
assert True
assert False
assert 0, 'why'
assert [], ['a', 1]
assert (), None
assert 1, 1/0
assert 0, 1/0
raise ValueError
raise ValueError()
raise ValueError('text')
raise ValueError('a', 1)
raise Mine
raise Mine('x')
raise Mine(1, 2, 3)
raise 5
raise 'text'
raise NotAnError
raise NotAnError()
raise NewWrong
raise None
raise
raise ValueError from 5
raise ValueError from None
raise ValueError from KeyError
raise ValueError from NotAnError
raise ValueError from Mine
raise (ValueError, 'x')
raise int
raise ValueError[0]
raise KeyError('k')
raise KeyError(1, 2)
raise KeyError
raise StopIteration(5)
raise SystemExit(3)
raise KeyboardInterrupt
raise GeneratorExit('g')
raise OSError(2, 'No such', 'file')
raise OSError(2, 'No such', 'a', None, 'b')
raise OSError('just text')
raise UnicodeDecodeError('utf-8', b'ab', 0, 1, 'why')
raise UnicodeDecodeError('utf-8')
raise SyntaxError('msg', ('f', 1, 2, 'text'))
raise SyntaxError('msg')
raise ImportError('m', name='n', path='p')
raise ImportError('m', nope=1)
raise AttributeError('m', name='n', obj=1)
raise NameError('m', name='n')
raise ValueError(x=1)
raise ExceptionGroup('g', [])
raise ExceptionGroup('g', [1])
raise ExceptionGroup('g', ValueError())
raise ExceptionGroup(1, [ValueError()])
raise ExceptionGroup('g')
raise ExceptionGroup('g', [KeyboardInterrupt()])
raise ExceptionGroup('g', [ValueError(), TypeError()])
""", {"Mine": Mine, "NotAnError": NotAnError, "NewWrong": NewWrong})
try:
    raise ValueError("a") from KeyError("b")
except ValueError as e:
    print(repr(e.__cause__), e.__context__, e.__suppress_context__)
try:
    try:
        raise KeyError(1)
    except KeyError as k:
        raise ValueError(2) from None
except ValueError as e:
    print(e.__cause__, repr(e.__context__), e.__suppress_context__)
