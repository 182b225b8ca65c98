# exec() with a closure, and what eval(), exec() and compile() take for source.
import array


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


def outer():
    x = 'free'

    def inner():
        global seen
        seen = x
    return inner


inner = outer()
code, cells = inner.__code__, inner.__closure__
attempt(exec, code, closure=cells)
print(seen)
cells[0].cell_contents = 'changed'
attempt(exec, code, {}, {}, closure=cells)
exec(code, globals(), closure=cells)
print(seen)
for closure in (None, (), (1,), list(cells), cells * 2):
    attempt(exec, code, closure=closure)
attempt(exec, '1', closure=())
attempt(exec, compile('1', '', 'exec'), closure=())
attempt(exec, compile('1', '', 'exec'), closure=None)
attempt(eval, code)

for source in (memoryview(b'1+1'), memoryview(b'1+1')[::2], bytearray(b'3'),
               array.array('B', b'2*21'), 5, None, '1\0', b'1\0'):
    attempt(eval, source)
    attempt(exec, source)
    attempt(lambda: eval(compile(source, 'name', 'eval')))
