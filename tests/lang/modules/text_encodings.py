"""Text files in encodings of the library; a mark is written once."""
# runner: audit-every=2000 modes=plain,audit,all
import tempfile, os, io
d=tempfile.mkdtemp()
p=os.path.join(d,"x.txt")
for enc in ["cp1252","iso-8859-15","latin9","cp437","utf-8-sig","mac-roman","ascii","latin-1","utf-16","utf-16-le","utf-32","koi8-r","cp1251","windows-1252"]:
    try:
        with open(p,"w",encoding=enc,newline="") as f: f.write("a\r\nbc\n"); 
        print(enc, open(p,"rb").read())
        with open(p,encoding=enc) as f: print(f.encoding, f.read(2), f.readlines())
        t="äöü" if enc not in ("ascii","big5","gbk","koi8-r","cp1251","shift_jis","idna") else "abc"
        with open(p,"w",encoding=enc) as f: f.write(t*3); f.write("\n"+t); f.flush(); print(f.tell())
        with open(p,"a",encoding=enc) as f: f.write("X\n")
        print(ascii(open(p,encoding=enc).read()), open(p,"rb").read())
    except Exception as e: print(enc, type(e).__name__, e)
try: open(p,"w",encoding="cp1252").write("\u4e00")
except Exception as e: print(e)
print(open(p,"w",encoding="cp1252",errors="replace").write("\u4e00"))
open(p,"wb").write(b"ab\x81c")
try: print(open(p,encoding="cp1252").read())
except Exception as e: print(type(e), e)
print(ascii(open(p,encoding="cp1252",errors="ignore").read()))
try: open(p,encoding="nope")
except Exception as e: print(type(e), e)
b=io.BytesIO(); w=io.TextIOWrapper(b,encoding="cp1252"); w.write("ä"); w.flush(); print(b.getvalue())

import csv
with open(p, "w", encoding="utf-8-sig", newline="") as f:
    w = csv.writer(f)
    w.writerow(["name", "größe"])
    w.writerow(["a", 1])
print(open(p, "rb").read())
with open(p, encoding="utf-8-sig") as f:
    print(list(csv.reader(f)))
with open(p, "r+", encoding="utf-16") as f:
    f.write("one")
    f.seek(0)
    f.write("two")
print(open(p, "rb").read()[:8])
import sys
sys.stdout.reconfigure(newline="\r\n")
print("lines\nend so")
sys.stdout.reconfigure(newline="\n", encoding="latin-1")
print("ü" == "\xfc", sys.stdout.errors, sys.stdout.encoding)
try:
    sys.stdout.reconfigure(newline="x")
except ValueError as error:
    print(error)
