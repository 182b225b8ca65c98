"""Real libraries: zlib and sqlite3."""
# runner: audit-every=300 modes=plain,audit,all
from ctypes import *

z = CDLL("libz.so.1")
z.zlibVersion.restype = c_char_p
z.crc32.restype = c_ulong
z.crc32.argtypes = [c_ulong, c_char_p, c_uint]
print(z.zlibVersion()[:2], z.crc32(0, b"hello", 5))
source = b"abc" * 1000
packed = create_string_buffer(2000)
length = c_ulong(len(packed))
print(z.compress(packed, byref(length), source, c_ulong(len(source))),
      length.value < 100)
back = create_string_buffer(3000)
back_length = c_ulong(3000)
print(z.uncompress(back, byref(back_length), packed, length),
      back_length.value, back.raw == source)

s = CDLL("libsqlite3.so.0")
db = c_void_p()
print(s.sqlite3_open(b":memory:", byref(db)))
s.sqlite3_errmsg.restype = c_char_p
Row = CFUNCTYPE(c_int, c_void_p, c_int, POINTER(c_char_p), POINTER(c_char_p))
rows = []
def on_row(data, n, values, names):
    rows.append([(names[i], values[i]) for i in range(n)])
    return 0
print(s.sqlite3_exec(db, b"create table t(a, b); insert into t values "
                     b"(1, 'one'), (2, null), (3, 'three')", None, None,
                     None))
print(s.sqlite3_exec(db, b"select a, b from t order by a desc", Row(on_row),
                     None, None))
for row in rows:
    print(row)
print(s.sqlite3_exec(db, b"select nonsense", None, None, None),
      s.sqlite3_errmsg(db))
print(s.sqlite3_close(db))
