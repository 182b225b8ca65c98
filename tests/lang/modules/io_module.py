# runner: audit-every=3000 timeout=40
"""io: StringIO, BytesIO, text and buffered layers, errors."""
import io
s = io.StringIO('a\nb\r\nc'); print(s.readline(), s.read(2), s.tell(), s.seek(0), s.readlines(), s.getvalue().__len__(), s.closed, s.line_buffering)
s = io.StringIO(newline=None); s.write('x\r\ny\rz'); print(repr(s.getvalue()), s.truncate(2), repr(s.getvalue()))
b = io.BytesIO(b'abc'); print(b.read(1), b.getbuffer()[1], b.write(b'ZZ'), b.getvalue(), b.seek(-1, 2), b.read(), b.readinto(bytearray(2)), b.read1(), b.tell())
t = io.TextIOWrapper(io.BytesIO('é\nü\n'.encode('latin-1')), encoding='latin-1'); print(list(t), t.encoding, t.errors)
r = io.TextIOWrapper(w := io.BytesIO(), encoding='utf-8', newline='\r\n', write_through=True); r.write('a\nb'); print(w.getvalue()); r.detach()
br = io.BufferedReader(io.BytesIO(b'hello world')); print(br.peek(3)[:3], br.read(5), br.readline(), br.seekable(), br.raw.tell())
for f in (lambda: io.StringIO().write(b'x'), lambda: io.BytesIO().write('x'), lambda: s.seek(1, 1), lambda: (s.close(), s.read()), lambda: io.StringIO(5), lambda: io.BytesIO('a'), lambda: io.TextIOWrapper(io.BytesIO(b'\xff'), encoding='ascii').read(), lambda: io.open('/nonexistent'), lambda: open('/', 'r'), lambda: open('x', 'zz'), lambda: open('x', 'rb', encoding='a'), lambda: io.BytesIO(b'a').fileno()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class R(io.RawIOBase):
    def __init__(self): self.d = b'raw data'
    def readable(self): return True
    def readinto(self, b): n = min(len(b), len(self.d), 3); b[:n] = self.d[:n]; self.d = self.d[n:]; return n
print(R().read(), R().readall(), io.BufferedReader(R()).read(4), isinstance(R(), io.IOBase), io.TextIOWrapper(io.BufferedReader(R())).read(), io.SEEK_END, io.DEFAULT_BUFFER_SIZE)
