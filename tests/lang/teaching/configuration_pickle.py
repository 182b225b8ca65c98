"""Saving things: configparser, pickle, shelve, json with own classes, csv."""
# runner: modes=plain,audit,all audit-every=5000 timeout=60
import configparser
import csv
import datetime
import io
import json
import os
import pickle
import tempfile

text = """
[DEFAULT]
color = red
size = 3
[window]
title = %(color)s window
size = 10
full = yes
# a comment
[empty]
"""
config = configparser.ConfigParser()
config.read_string(text)
print(config.sections(), config["window"]["title"], config.getint("window", "size"),
      config["window"].getboolean("full"), config["empty"].getint("size"),
      config.get("empty", "nothing", fallback="?"), "window" in config)
config["new"] = {"a": "1", "b": "two"}
out = io.StringIO()
config.write(out)
print(out.getvalue())
for bad in (lambda: config["missing"], lambda: config.getint("window", "title"),
            lambda: config.read_string("no section"), lambda: config.get("empty", "x")):
    try:
        bad()
    except (configparser.Error, KeyError, ValueError) as error:
        print(type(error).__name__, str(error).splitlines()[0])


class Point:
    def __init__(self, x, y):
        self.x, self.y, self.cache = x, y, object()

    def __getstate__(self):
        return {"x": self.x, "y": self.y}

    def __setstate__(self, state):
        self.__dict__.update(state, cache="new")

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


point = Point(1, [2])
data = {"points": [point, point], "when": datetime.date(2024, 5, 6), "t": (1, {2})}
data["self"] = data
for protocol in (0, 2, 4, 5):
    copy = pickle.loads(pickle.dumps(data, protocol))
    print(protocol, copy["points"], copy["points"][0] is copy["points"][1], copy["self"] is copy,
          copy["when"], copy["points"][0].cache, copy["t"])
for bad in (lambda: pickle.loads(b""), lambda: pickle.dumps(open)):
    try:
        print(len(bad()) > 0)
    except (pickle.PickleError, EOFError, TypeError, KeyError) as error:
        print(type(error).__name__)


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, Point):
            return {"__point__": [o.x, o.y]}
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


def hook(d):
    return Point(*d["__point__"]) if "__point__" in d else d


written = json.dumps({"p": Point(3, 4), "s": {2, 1}, "n": None, "é": 1.5, 3: True}, cls=Encoder,
                     indent=2, sort_keys=False, ensure_ascii=False)
print(written)
print(json.loads(written, object_hook=hook))
for bad in ("", "{", "[1,]", "{'a': 1}", '{"a" 1}', "nul", "[1] 2"):
    try:
        json.loads(bad)
    except json.JSONDecodeError as error:
        print(repr(bad), error)
try:
    json.dumps({"x": object})
except TypeError as error:
    print(error)
print(json.dumps([float("inf"), 1e100, 10 ** 20, "\u2028\"\\"]), json.dumps((1, 2), separators=(",", ":")))
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "table.csv")
    with open(path, "w", newline="") as f:
        writer = csv.DictWriter(f, ["name", "price"], quoting=csv.QUOTE_NONNUMERIC)
        writer.writeheader()
        writer.writerows([{"name": 'a "q"', "price": 1.5}, {"name": "b,c\nd", "price": 2}])
        try:
            writer.writerow({"nam": 1})
        except ValueError as error:
            print(error)
    print(open(path).read())
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            print(row)
    print(list(csv.reader(["a;b;'c;d'"], delimiter=";", quotechar="'")), csv.Sniffer().sniff("a;b\n1;2").delimiter)
