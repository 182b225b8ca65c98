"""Work with files: pathlib, json, csv, text and binary, configparser."""
# runner: audit-every=500 modes=plain,audit,all timeout=90
import configparser
import csv
import io
import json
import os
import tempfile
from pathlib import Path

people = [{"name": "Ann", "age": 30, "langs": ["py", "c"]},
          {"name": "Bob, Jr.", "age": 25, "langs": []},
          {"name": 'Zo"e', "age": None, "langs": ["ü"]}]
with tempfile.TemporaryDirectory() as folder:
    base = Path(folder)
    data = base / "data" / "people.json"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text(json.dumps(people, indent=2, ensure_ascii=False), encoding="utf-8")
    print(data.read_text(encoding="utf-8").count("\n"), data.suffix, data.stem, data.name)
    loaded = json.loads(data.read_text(encoding="utf-8"))
    print(loaded == people, json.dumps(people[0], sort_keys=True, separators=(",", ":")))
    table = base / "people.csv"
    with table.open("w", newline="", encoding="utf-8") as f:
        writer = csv.DictWriter(f, fieldnames=["name", "age"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(people)
    print(repr(table.read_bytes()))
    with table.open(newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            print(row)
    with open(base / "log.txt", "w") as f:
        print("one", "two", sep="\t", file=f)
        f.write("three\n")
        print(f.tell())
    with open(base / "log.txt", "a+") as f:
        f.write("four")
        f.seek(0)
        print(f.readlines())
    with open(base / "bin.dat", "wb") as f:
        f.write(bytes(range(10)))
    with open(base / "bin.dat", "r+b") as f:
        f.seek(-3, os.SEEK_END)
        print(f.read(2), f.tell())
        f.seek(2)
        f.write(b"XY")
        f.truncate(6)
    print((base / "bin.dat").read_bytes(), (base / "bin.dat").stat().st_size)
    print(sorted(p.relative_to(base).as_posix() for p in base.rglob("*")))
    for bad in (base / "none.txt", base):
        try:
            bad.read_text()
        except OSError as e:
            print(type(e).__name__, e.strerror)
    (base / "log.txt").rename(base / "log.old")
    print((base / "log.old").exists(), (base / "log.txt").exists())
print(Path("/a/b/../c.tar.gz").suffixes, Path("a") / "b", Path("/x/y").parts,
      Path("a/b").with_suffix(".py"), Path("x.txt").is_absolute())
for text in ('{"a": 1,}', "[1, 2", "nope", '{"a" 1}'):
    try:
        json.loads(text)
    except json.JSONDecodeError as e:
        print(e.msg, e.pos, e.lineno)


class Encoder(json.JSONEncoder):
    def default(self, o):
        return sorted(o) if isinstance(o, set) else super().default(o)


print(json.dumps({"s": {3, 1}, "t": (1, 2.5, True, None), 5: "k"}, cls=Encoder))
print(json.loads("[1, 2.0, 1e3, NaN]", parse_float=str, object_hook=dict))
out = io.StringIO()
w = csv.writer(out, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
w.writerow([1, "a;b", None, 2.5, 'q"q'])
print(out.getvalue(), list(csv.reader(["a,b", '"x,1","y ""q"""', "", "1, 2"], skipinitialspace=True)))
print(csv.Sniffer().sniff("a;b;c\n1;2;3\n").delimiter)
config = configparser.ConfigParser()
config.read_string("[main]\nname = demo\nsize: 3\nflag = yes\n[other]\npath = %(home)s/x\nhome = /root\n")
print(config.sections(), config["main"]["name"], config.getint("main", "size"),
      config.getboolean("main", "flag"), config["other"]["path"])
