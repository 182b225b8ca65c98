# What may be a class's name and doc, and the order of its dict.
import collections
import types


def attempt(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


class A:
    pass


for name in ('B', '\xc4', '\U0001f40d', 'B.C', '42', '', 'A\0B', 'A\udcdcB',
             b'A', None):
    attempt(lambda: type(name, (), {}).__name__)
    attempt(setattr, A, '__name__', name)
    print(ascii(A.__name__), ascii(repr(A)), A.__qualname__)

for doc in ('x', '\xc4', 'x\0y', 'x\udcdcy', b'x', 42, None):
    attempt(lambda: type('D', (), {'__doc__': doc}).__doc__)
    attempt(setattr, A, '__doc__', doc)
    print(ascii(A.__doc__))

ordered = collections.OrderedDict([('a', 1), ('b', 2), ('c', 3)])
ordered.move_to_end('a')
print(list(vars(type('C', (), ordered)).items())[:3])


class Backwards(dict):
    def keys(self):
        return reversed(list(super().keys()))

    def __iter__(self):
        return self.keys()


class Plain(dict):
    def keys(self):
        raise ValueError('not asked')


print(list(vars(type('C', (), Backwards(a=1, b=2))))[:2])
print(list(vars(type('C', (), Plain(a=1, b=2))))[:2])


class Module(types.ModuleType):
    __dict__ = 8


class Other(types.ModuleType):
    __dict__ = {'one': 1}


attempt(dir, Module('m'))
attempt(dir, Other('m'))

# A bytearray that is joined cannot be changed meanwhile.
separator = bytearray(b',')


def parts():
    separator.clear()
    yield b'A'


attempt(separator.join, parts())
print(separator, separator.join([b'a', b'b']))
separator.append(33)
print(separator)
