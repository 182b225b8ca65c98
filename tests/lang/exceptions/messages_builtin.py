"""Messages of everyday mistakes with built-in types, word for word."""
from _show import show

show(r"""
1 + 'a'
'a' + 1
[] + ()
None + 1
{} + {}
'a' * 'b'
'a' - 'b'
1 / 0
1 // 0
1 % 0
0 ** -1
2 ** 'a'
int('x')
int('1.5')
int([])
float('x')
[][0]
()[0]
''[0]
{}['k']
[1]['a']
(1,)['a']
'a'['b']
5[0]
None[0]
len(5)
len(None)
for x in 5: pass
a, b = 1
a, b = [1]
a, b = [1, 2, 3]
undefined
None()
'a'()
5()
[]()
{}()
'a'.nope
(5).nope
[].nope
None.nope
len.nope
int.nope
type.nope
object().nope
(lambda: 0).nope
...
import nope
import nope.sub
import os.nope
from . import x
from .x import y
max([])
min(())
sum(['a'])
sorted([1, 'a'])
'a' < 1
[] < 1
None < None
{} < {}
1j < 2j
object() < object()
not_defined.attr
[1, 2, 3].index(9)
[1].remove(2)
'abc'.index('z')
(1,).index(2)
[].pop()
{}.popitem()
set().pop()
{1}.remove(2)
next(iter([]))
iter(5)
next(5)
reversed(5)
enumerate(5)
zip(5)
map(5)
map(5, [1])
list(map(5, [1]))
filter(None)
range('a')
chr(1114112)
ord('')
abs('x')
round('x')
hash([])
{[]: 1}
{{}}
open('/no/such/file')
open('/')
open('x', 'q')
open('x', 'rw')
open('x', 'rb', encoding='utf-8')
open(5.5)
exec(5)
eval(5)
eval('')
eval('1 +')
compile('1', 'f', 'nope')
__import__(5)
getattr(1, 2)
setattr(1, 'x', 2)
delattr(1, 'real')
isinstance(1, 'int')
issubclass(1, int)
super()
object(1)
object.__new__(5)
object.__new__(int)
int.__new__(str)
type()
type(1, 2)
type('A', 1, {})
type('A', (), 1)
type(1, (), {})
type('A', (1,), {})
type('A\0', (), {})
vars(5)
dir(1, 2)
print(file=5)
input(1, 2)
id()
bytes('a')
bytearray('a')
'%d' % 'a'
'%s %s' % 1
'{}'.format()
format(1, 'q')
zip([1], [1, 2], strict=True).__next__(), list(zip([1], [1, 2], strict=True))
list(zip([1, 2], [1], strict=True))
list(zip([1], [1], [1, 2], strict=True))
list(zip([1, 2], [1], [1], strict=True))
zip(strict=5, nope=1)
""")
