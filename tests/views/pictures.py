#!/usr/bin/env python3
"""Pictures, pages and slides are parsed back and compared with the model.

    tests/views/pictures.py build/pytutor-mem [NAME...]

For every example: the SVG draws every reference of the JSON view and invents
none; the page's data keeps each thing at one place, and its pieces say the
same as the JSON view at the same step; slides have as many pages as moments.
The same input twice gives the same bytes. Prints one line a failure.
"""

import base64
import collections
import glob
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SVG = "{http://www.w3.org/2000/svg}"

WILD = r'''
class Wild:
    pass

values = ['"><script>alert(1)</script>', "'it''s' & <b>", "two\nlines\ttab",
          "bell\x07 null\x00 esc\x1b[31m", "\u05e9\u05dc\u05d5\u05dd", "\U0001f40d\U0001f468\u200d\U0001f469\u200d\U0001f467",
          "{{data}} ]]> <!-- -->", "x" * 500, "\\begin{x}$%#_^~", "@-001.svg"]
keyed = {v: i for i, v in enumerate(values)}
w = Wild()
setattr(w, '"><img src=x>', values)
big = list(range(1000))
del w
'''


class Failure(Exception):
    """What is wrong, in one line."""


def check(good, *what):
    if not good:
        raise Failure(" ".join(str(x) for x in what))


class Program:
    """Runs pytutor-mem; gives the bytes it wrote to a file."""

    def __init__(self, path, folder):
        self.path = path
        self.folder = folder

    def run(self, *arguments, status=(0,), timeout=120):
        done = subprocess.run([self.path, *arguments], cwd=ROOT, timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8",
                                   "PYTHONHASHSEED": "0"})
        check(done.returncode in status, *arguments, "gave status",
              done.returncode, done.stderr.decode()[-300:])
        return done

    def run_slides(self, script, name):
        """A deck as text."""
        out = os.path.join(self.folder, name)
        self.run("slides", script, "-o", out)
        with open(out, encoding="utf-8") as file:
            return file.read()

    def output(self, name, *arguments, status=(0, 1)):
        path = os.path.join(self.folder, name)
        if os.path.exists(path):
            os.unlink(path)
        self.run(*arguments, "-o", path, status=status)
        with open(path, "rb") as file:
            return file.read()


# What the model says.

def model_references(scene):
    """References of the JSON view between things that have a box: a counter
    of (owner, target), the owner a serial or the place of a scope."""
    boxes = {box["serial"] for box in scene["objects"]}
    found = collections.Counter()
    for scope in scene["scopes"]:
        for row in scope["names"]:
            if row.get("serial") in boxes:
                found["scope", scope["frame"], row["serial"]] += 1
    for box in scene["objects"]:
        for row in box["slots"]:
            if row.get("serial") in boxes:
                found["object", box["serial"], row["serial"]] += 1
    return found


# What the picture says.

def drawn_references(ids):
    found = collections.Counter()
    for name in ids:
        match = re.fullmatch(r"([so])(\d+)-(\d+)-o(\d+)", name)
        if match:
            owner = int(match[2])
            if match[1] == "s":
                found["scope", owner, int(match[4])] += 1
            else:
                found["object", owner, int(match[4])] += 1
    return found


def check_scopes(heights, scene, what):
    """The module stands at the bottom, each frame above its caller: the
    current one is on top of its thread. `heights`: of the frames drawn."""
    check(set(heights) == {scope["frame"] for scope in scene["scopes"]}, what,
          "other scopes than the model has", heights)
    check(len(set(heights.values())) == len(heights), what, "two in one place", heights)
    threads = {}
    for scope in scene["scopes"]:
        thread = threads.setdefault(scope["thread"], list(threads.get(0, [])))
        thread.append(heights[scope["frame"]])
    for thread in threads.values():
        check(thread == sorted(thread, reverse=True), what, "the frames", heights)


def same_references(drawn, wanted, what):
    for key in drawn | wanted:
        check(drawn[key] == wanted[key], what, "reference", key, "is drawn",
              drawn[key], "times, should be", wanted[key])


def check_svg(svg, scene, what):
    tree = ET.fromstring(svg)
    groups = [g for g in tree.iter(SVG + "g") if g.get("id")]
    ids = [g.get("id") for g in groups]
    check(len(ids) == len(set(ids)), what, "an id occurs twice")
    check(not list(tree.iter(SVG + "script")), what, "has a script")
    same_references(drawn_references(ids), model_references(scene), what)
    check_scopes({int(g.get("id")[1:]): float(g.find(SVG + "rect").get("y"))
                  for g in groups if re.fullmatch(r"s\d+", g.get("id"))}, scene, what)
    boxes = {g.get("id"): g for g in groups if re.fullmatch(r"o\d+", g.get("id"))}
    check(set(boxes) == {f"o{box['serial']}" for box in scene["objects"]},
          what, "other boxes than the model has")
    for box in scene["objects"]:
        texts = ["".join(t.itertext())
                 for t in boxes[f"o{box['serial']}"].iter(SVG + "text")]
        check(f"rc {box['by_program']}" in texts, what, "count of",
              box["object"], texts)
    for g in groups:
        if g.get("class") == "k-ref":
            check(list(g.iter(SVG + "path")), what, g.get("id"), "has no line")


def page_data(page):
    match = re.search(rb'<script id="data"[^>]*>([^<]*)</script>', page)
    check(match, "the page has no data")
    check(not re.search(rb'(?:src|href)\s*=|url\(|@import', page), "the page loads something")
    head, *parts = [zlib.decompress(base64.b64decode(part)).decode()
                    for part in match[1].split(b"\n")]
    data = json.loads(head)
    data["pieces"] = [json.loads(piece) for part in parts for piece in part.splitlines()]
    check(all(len(part.splitlines()) == data["part"] for part in parts[:-1]), "parts")
    check(data["keys"] == [piece[1] for piece in data["pieces"]], "keys of the pieces")
    return data


def place_of(svg):
    """Where the first rectangle of a piece stands, or its first path."""
    match = re.search(r'<rect[^>]* x="([-\d.]+)" y="([-\d.]+)"', svg)
    return match and match.groups()


def check_still(data, what):
    """Nothing that stays moves, from step to step."""
    before = {}
    shown = {}
    for index, step in enumerate(data["steps"]):
        for number in step["d"]:
            key = data["pieces"][number][1]
            if shown.get(key) == number:
                del shown[key]
        for number in step["a"]:
            shown[data["pieces"][number][1]] = number
        for key in list(before):
            if key not in shown:
                del before[key]
        for number in step["a"]:
            piece = data["pieces"][number]
            if piece[0] == 1:
                place = place_of(piece[2])
                check(before.get(piece[1], place) == place, what, "step",
                      index + 1, piece[1], "moves")
                before[piece[1]] = place
            elif piece[0] == 3:
                line = re.findall(r' d="(M[^"]*C[^"]*)"', piece[2])[-1]
                check(before.get(piece[1], line) == line, what, "step",
                      index + 1, "the way", piece[1], "moves")
                before[piece[1]] = line


def pieces_at(data, index):
    shown = {}
    for step in data["steps"][:index + 1]:
        for number in step["d"]:
            key = data["pieces"][number][1]
            if shown.get(key) == number:
                del shown[key]
        for number in step["a"]:
            shown[data["pieces"][number][1]] = number
    return {key: data["pieces"][number] for key, number in shown.items()}


def check_page_step(program, script, data, index, what):
    step = data["steps"][index]
    if step.get("f") == "x":
        return
    at = "end" if step.get("f") else f"step:{step['n']}"
    scene = json.loads(program.output("s.json", script, "--max-objects", "60",
                                      "--at", at))
    shown = pieces_at(data, index)
    what = f"{what} step {index + 1}"
    same_references(drawn_references(shown), model_references(scene), what)
    check_scopes({int(key[1:]): float(place_of(piece[2])[1]) for key, piece in shown.items()
                  if re.fullmatch(r"s\d+", key)}, scene, what)
    for box in scene["objects"]:
        piece = shown.get(f"o{box['serial']}")
        check(piece, what, "lacks", box["object"])
        check(piece[7] == box["by_program"] and piece[12] == box["bill"],
              what, "count of", box["object"])


# The tests.

def check_example(program, script):
    what = os.path.basename(script)
    scene = json.loads(program.output("x.json", script, "--max-objects", "60"))
    svg = program.output("x.svg", script)
    check_svg(svg, scene, what)
    check(svg == program.output("y.svg", script), what, "SVG differs the second time")
    # Enough steps of the long ones.
    page = program.output("x.html", script, "--steps", "1-400")
    plain = re.sub(rb'<script id="data".*?</script>|http://www\.w3\.org/[\w/]*|http-equiv',
                   b"", page, flags=re.S)
    check(b"http" not in plain, what, "the page names an address")
    data = page_data(page)
    check_still(data, what)
    count = len(data["steps"])
    for index in sorted({1, count // 3, count // 2, count - 3, count - 2} & set(range(count))):
        check_page_step(program, script, data, index, what)


def pdf_pages(path):
    done = subprocess.run(["pdfinfo", path], capture_output=True, check=True)
    return int(re.search(rb"Pages:\s+(\d+)", done.stdout)[1])


def check_slides(program, script):
    what = "slides of " + os.path.basename(script)
    pages = {}
    for form in ("pdf", "html", "tex", "md"):
        deck = os.path.join(program.folder, "deck." + form)
        program.run("slides", script, "-o", deck)
        with open(deck, "rb") as file:
            first = file.read()
        program.run("slides", script, "-o", deck)
        with open(deck, "rb") as file:
            check(first == file.read(), what, form, "differs the second time")
        done = program.run("slides", "--check", deck)
        check(b"every picture still holds" in done.stdout, what, form, "--check")
        pages[form] = {
            "pdf": lambda: pdf_pages(deck),
            "html": lambda: first.count(b'<section class="slide"'),
            "tex": lambda: first.count(b"\\only<"),
            "md": lambda: first.count(b"![bg contain]"),
        }[form]()
    check(len(set(pages.values())) == 1 and pages["pdf"] > 0, what, pages)
    pictures = glob.glob(os.path.join(program.folder, "deck-*.svg"))
    check(len(pictures) == pages["md"], what, "SVG files", len(pictures))
    for path in pictures:
        ET.parse(path)
    if shutil.which("pdflatex"):
        latex = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error",
                                "-output-directory", program.folder,
                                os.path.join(program.folder, "deck.tex")],
                               cwd=program.folder, capture_output=True, timeout=300,
                               check=False)
        check(latex.returncode == 0, what, "LaTeX:", latex.stdout[-300:])
        typeset = pdf_pages(os.path.join(program.folder, "deck.pdf"))
        check(typeset == pages["pdf"], what, "pages by LaTeX", typeset)
        program.run("slides", script, "-o", os.path.join(program.folder, "deck.pdf"))
    else:
        print(f"note: {what}: no pdflatex, so the LaTeX form was not typeset")
    done = subprocess.run(["pdftoppm", "-r", "30", "-png",
                           os.path.join(program.folder, "deck.pdf"),
                           os.path.join(program.folder, "page")], check=True)
    drawn = glob.glob(os.path.join(program.folder, "page-*.png"))
    check(len(drawn) == pages["pdf"], what, "rendered pages", len(drawn))
    sizes = {os.path.getsize(path) for path in drawn}
    check(min(sizes) > 1000, what, "an empty page", done)
    for path in pictures + drawn:
        os.unlink(path)
    return pages["pdf"]


MARKED = '''
a = []
# slide: One list
# note: Say what a list is.
b = [a]  # slide: Two lists
def f(x):
    y = [x]  # slide: Inside
    return y
c = f(b)  # slide: After the call
# slide: The end
'''


def check_marks(program, _):
    path = os.path.join(program.folder, "marked.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(MARKED)
    check(check_slides(program, path) == 5, "marks: not 5 slides")
    deck = os.path.join(program.folder, "deck.html")
    program.run("slides", path, "-o", deck)
    with open(deck, encoding="utf-8") as file:
        text = file.read()
    titles = re.findall(r'aria-label="Slide \d+: ([^"]*)"', text)
    check(titles == ["One list", "Two lists", "Inside", "After the call",
                     "The end"], "marks:", titles)
    check("Say what a list is." in text, "marks: the note is missing")
    # Another program behind the same deck: the check says so.
    with open(path, "w", encoding="utf-8") as file:
        file.write(MARKED.replace("b = [a]", "b = [a, a]"))
    done = program.run("slides", "--check", deck, status=(1,))
    check(b"slide 2 shows something else now" in done.stdout, "marks: --check",
          done.stdout)


def check_wild(program, _):
    """Values that mean something to HTML, XML, TeX or a terminal."""
    path = os.path.join(program.folder, "wild.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(WILD)
    scene = json.loads(program.output("w.json", path, "--max-objects", "60"))
    svg = program.output("w.svg", path)
    check_svg(svg, scene, "wild")
    texts = {"".join(t.itertext()) for t in ET.fromstring(svg).iter(SVG + "text")}
    check(any('"><script>' in text for text in texts), "wild: the text is lost")
    check(any("שלום" in text for text in texts), "wild: right to left is lost")
    page = program.output("w.html", path)
    data = page_data(page)
    check_still(data, "wild")
    for piece in data["pieces"]:
        tree = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{piece[2]}</svg>')
        check(not list(tree.iter(SVG + "script")) and not list(tree.iter(SVG + "img")),
              "wild: a script came through")
    for theme in ("dark", "print", "contrast"):
        ET.fromstring(program.output("w.svg", path, "--theme", theme, "--bill"))
    check_slides(program, path)


def check_filters(program, _):
    """--focus, --depth, --hide and --max-objects leave what they should."""
    path = os.path.join(program.folder, "filter.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write("class N: pass\na = N(); a.b = N(); a.b.c = N()\n"
                   "x = [1000]; y = {x[0]: x}\n")

    def boxes(*options):
        svg = program.output("f.svg", path, *options)
        tree = ET.fromstring(svg)
        scene = json.loads(program.output("f.json", path, *options))
        check_svg(svg, scene, f"filters {options}")
        names = [g.find(SVG + "title").text.split(":")[0] for g in tree.iter(SVG + "g")
                 if re.fullmatch(r"o\d+", g.get("id") or "")]
        return sorted(re.sub(r" #\d+.*", "", name) for name in names)

    everything = ["--max-objects", "60"]
    check(boxes("--focus", "a", *everything) == ["N", "N", "N"], "--focus a")
    for form in ("svg", "html", "txt"):
        done = program.run(path, "--focus", "nosuch", "-o",
                           os.path.join(program.folder, "f." + form))
        check(b"nothing has that name" in done.stderr, form, done.stderr)
    check(boxes("--focus", "a", "--depth", "1", *everything) == ["N", "N"], "--depth 1")
    check("N" not in boxes("--hide", "N", *everything), "--hide N")
    check("list" in boxes("--hide", "N", *everything), "--hide N hides a list")
    check(len(boxes("--max-objects", "2")) == 2, "--max-objects 2")


VIEWED = '''
import gc
gc.disable()
class N: pass
class S:
    __slots__ = ("a", "b")
n = N(); n.me = n
kept = N(); kept.me = kept
s = S(); s.a = 1; s.b = n
items = [1, 2, 3]
text = "abc"
pair = (1, 2)
number = 2 ** 70
bulk = list(range(1000, 4000))
del n, s.b, bulk
gc.collect()
'''


MANY = """
class Node:
    def __init__(self, n):
        self.n = n
        self.next = None
first = Node(-1)
for group in range(12):
    chain = None
    kind = type(f"Node{group}", (Node,), {})
    for i in range(30):
        node = kind(i)
        node.next = chain
        chain = node
    first.next = chain
"""

DEEP = """
def down(n):
    box = [n]
    return down(n - 1) if n else len(box)
down(60)
"""


def overlaps(a, b):
    return (a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and
            a[1] < b[1] + b[3] and b[1] < a[1] + a[3])


def boxes_of(shown):
    """x, y, width, height of each object's box."""
    found = {}
    for key, piece in shown.items():
        if piece[0] == 1 and re.fullmatch(r"o\d+", key):
            match = re.search(r'<rect[^>]* x="([-\d.]+)" y="([-\d.]+)" '
                              r'width="([\d.]+)" height="([\d.]+)"', piece[2])
            found[key] = tuple(float(n) for n in match.groups())
    return found


def check_windows(program, _):
    """More objects than one union bears: places are used again, nothing that
    stays moves, and no two boxes of a step overlap."""
    path = os.path.join(program.folder, "many.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(MANY)
    page = program.output("x.html", path, "--max-objects", "60", "--audit")
    check(page == program.output("y.html", path, "--max-objects", "60"), "the same twice")
    data = page_data(page)
    check_still(data, "windows")
    check(data["windows"] > 1, "one window of", len(data["objects"]), "objects")
    taken = collections.defaultdict(set)
    crossing = 0
    shown, before = {}, {}
    for index, step in enumerate(data["steps"]):
        for number in step["d"]:
            key = data["pieces"][number][1]
            if shown.get(key) == number:
                del shown[key]
        for number in step["a"]:
            shown[data["pieces"][number][1]] = number
        boxes = boxes_of({key: data["pieces"][n] for key, n in shown.items()})
        for key, box in boxes.items():
            taken[box[:2]].add(key)
        crossing += len(boxes.keys() & before.keys())
        before = boxes
        if index % 40:
            continue
        boxes = sorted(boxes.items())
        for i, (key, box) in enumerate(boxes):
            for other, second in boxes[i + 1:]:
                check(not overlaps(box, second), "step", index + 1, key, other)
    check(crossing > 1000, "nothing stays")
    check(max(len(keys) for keys in taken.values()) > 2, "no place is used again")
    for index in (70, 600, len(data["steps"]) - 3):
        check_page_step(program, path, data, index, "windows")


def check_deep(program, _):
    """Of a deep recursion the oldest and the latest frames are shown, each at
    its place, and how many are between."""
    path = os.path.join(program.folder, "deep.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(DEEP)
    data = page_data(program.output("x.html", path, "--audit"))
    check_still(data, "deep")
    most = max(sum(1 for key in pieces_at(data, i) if re.fullmatch(r"s\d+", key))
               for i in range(0, len(data["steps"]), 7))
    check(15 < most <= 22, most, "scopes")
    check(any("more frames between these" in piece[2] for piece in data["pieces"]),
          "hidden frames are not counted")
    check("more frames between these" in program.output("x.txt", path, "--at", "3:50").decode(),
          "... in text")


FRAMES = """
def inner(n):
    for i in range(n):
        yield i
def outer(g):
    x = next(g)
    return x
def deep(n):
    if n == 0:
        return list(g)
    below = deep(n - 1)
    return [below]
g = inner(4)
a = next(g)
b = outer(g)
c = deep(10)
class Ping:
    def __init__(self):
        self.other = None
    def play(self):
        while True:
            yield next(self.other.game) if self.other.first else 0
p, q = Ping(), Ping()
for one, other in (p, q), (q, p):
    one.other, one.game = other, one.play()
p.first, q.first = False, True
next(p.game)
p.first, q.first = True, False
q.game = q.play()
next(q.game)
"""


def check_frames(program, _):
    """Each frame stands above its caller, also a generator's that is resumed
    by another one than the first time, and stays where it is."""
    path = os.path.join(program.folder, "frames.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(FRAMES)
    data = page_data(program.output("x.html", path, "--audit"))
    check_still(data, "frames")
    for index in range(len(data["steps"])):
        check_page_step(program, path, data, index, "frames")
    scene = json.loads(program.output("x.json", path, "--at", "9:11", "--max-objects", "60"))
    check(len(scene["scopes"]) == 12, "frames:", len(scene["scopes"]), "scopes")
    check_svg(program.output("x.svg", path, "--at", "9:11"), scene, "frames")
    dot = program.output("x.dot", path, "--at", "9:11").decode()
    titles = re.findall(r"<B><FONT[^>]*>(\w+\(?\)?)</FONT></B><FONT[^>]*>&#160;&#160;line", dot)
    check(titles == ["deep()"] * 11 + ["globals"], "frames of the DOT view:", titles)


LONG = """
class N: pass
y = N()
x = [N() for i in range(14)]
x.append(y)
x.pop()
d = {i: x[0] for i in range(14)}
d['z'] = y
del d['z']
del d[0]
"""


RAISING = """
def f():
    raise ValueError("x")
try:
    f()
except ValueError:
    x = 1
"""


def check_raising(program, _):
    """An exception is told once, by its name."""
    path = os.path.join(program.folder, "raising.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(RAISING)
    data = page_data(program.output("x.html", path))
    told = [event[2] for step in data["steps"] for event in step["e"] if event[0] == "x"]
    check(told == ["ValueError is raised"], told)


def check_long(program, _):
    """What a long list's rows no longer show is not told as gone."""
    path = os.path.join(program.folder, "long.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(LONG)
    data = page_data(program.output("x.html", path))
    told = [event[2] for step in data["steps"] if step.get("f") != "x"
            for event in step["e"] if event[0] == "r" and "no longer" in event[2]]
    told = [re.sub(r"#\d+", "#", text) for text in told]
    check(told == ["[14] of list # no longer refers to N #", "['z'] of dict # no longer refers to N #",
                   "[0] of dict # no longer refers to N #"], told)


def check_views(program, _):
    """The views that are no graph: their facts, and a figure of each."""
    path = os.path.join(program.folder, "viewed.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(VIEWED)

    def text(*options):
        return program.output("v.txt", path, *options).decode()

    def figure(*options):
        tree = ET.fromstring(program.output("v.svg", path, *options))
        program.output("v.png", path, *options)
        program.output("v.pdf", path, *options)
        check(pdf_pages(os.path.join(program.folder, "v.pdf")) == 1, options)
        return ["".join(t.itertext()) for t in tree.iter(SVG + "text")]

    gc = text("--view", "gc")
    check("as gc.collect() asks" in gc, "--view gc", gc)
    check(re.search(r" +N #\d+ +count 1\n +1 - 1 = 0  from N #\d+\n +left  0", gc), gc)
    check(re.search(r"the script's names +count \d+\n(.*\n)*? +left  [1-9]", gc), gc)
    check(len(re.findall(r"N #\d+ +unreachable", gc)) == 1, gc)
    check(any("unreachable" in line for line in figure("--view", "gc")), "figure of gc")
    memory = text("--view", "memory")
    check(re.search(r"The most: .* when line 15 was about to run", memory), memory)
    check(re.search(r"took most: line 14 ", memory), memory)
    check("peak" in figure("--view", "memory"), "figure of memory")
    check("arena" in text("--view", "arenas"), "--view arenas")
    # Exactly those that the events tell of are there at each moment.
    with open(path, "w", encoding="utf-8") as file:
        file.write("a = [[] for i in range(40000)]\na = None\nb = 1\n")
    held, line = set(), 0
    for text_line in program.output("v.jsonl", path).decode().splitlines():
        event = json.loads(text_line)
        if event["kind"] == "ARENA":
            (held.add if event["new"] else held.discard)(event["address"])
        elif event["kind"] == "LINE" and event["line"] != line and event["line"] in (2, 3):
            line = event["line"]
            told = text("--view", "arenas", "--at", str(line))
            check(f"of {len(held)} arenas (" in told, "arenas at line", line, told[:200])
    check(line == 3, "lines of the arenas' script")
    check(re.search(r"Arenas from the system: .* before the first line, at most ",
                    text("--view", "memory")), "arenas over time")
    with open(path, "w", encoding="utf-8") as file:
        file.write(VIEWED)
    check(any("blocks of" in line for line in figure("--view", "arenas")), "figure of arenas")
    # What sys.getsizeof says is what the fields take in all.
    sizes = {"items": 88, "text": 52, "pair": 56, "number": 36, "s": 48, "kept": 56}
    for name, size in sizes.items():
        layout = text("--layout", name)
        check(f"{size} bytes (sys.getsizeof)" in layout, "--layout", name, layout)
        fields = re.findall(r"^  +([-+]\d+) +(\d+)  (\S+)", layout, re.M)
        check(fields and len({field[0] for field in fields}) > 2, layout)
        total = sum(int(field[1]) for field in fields)
        check(total == size, "--layout", name, "fields take", total, layout)
    check("slots (__slots__)" in text("--layout", "s"), "--layout s")
    check("count" in figure("--layout", "items"), "figure of a layout")
    program.run(path, "--layout", "nobody", status=(2,))
    program.run(path, "--view", "gc", "-o", os.path.join(program.folder, "v.dot"), status=(2,))
    for options in (["--view", "gc"], ["--view", "memory"], ["--view", "arenas"],
                    ["--layout", "items"], ["--view", "gil"]):
        script = "examples/r30_gil.py" if "gil" in options else path
        page = program.output("v.html", script, *options).decode()
        check(page.count("<svg") == 1 and "<pre" in page, "page of", options)
        ET.fromstring(re.search(r"<svg.*?</svg>", page, re.S)[0])
        words = program.output("v.txt", script, *options).decode()
        told = html.unescape(re.search(r"<pre[^>]*>(.*?)</pre>", page, re.S)[1])
        check(told.strip() == words.strip(), "words of", options)
        check(not re.search(r"(?:src|href)\s*=|url\(|@import", page), options, "loads something")


LIVES = """
import gc
saved = []
class Phoenix:
    def __del__(self):
        saved.append(self)
p = Phoenix()
q = p
del p
del q
x = 1
class Node: pass
n = Node()
n.me = n
del n
gc.collect()
"""


def check_lives(program, _):
    """Each mark of an object's life is in SVG, in the page and on slides, and
    the legend explains it."""
    path = os.path.join(program.folder, "lives.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(LIVES)
    marks = {"new": "made by the last step",
             "\u2212 name p": "the count was",
             "being finalized": "being finalized or freed",
             "resurrected": "its finalizer ran",
             "unreachable, not freed": "unreachable, not yet freed",
             "freed": "just freed"}
    page = program.output("x.html", path)
    pieces = " ".join(re.sub(r"<title>.*?</title>", "", piece[2])
                      for piece in page_data(page)["pieces"])
    deck = program.run_slides(path, "d.html")
    for mark, legend in marks.items():
        for what, text in (("page", pieces), ("slides", deck)):
            check(re.search(">[^<]*" + re.escape(mark), text), what, "lacks", mark)
        for what, text in (("page", page.decode()), ("slides", deck)):
            check(legend in text, what, "the legend lacks", legend)
    check('text-decoration="line-through">2<' in pieces, "the old count")
    svg = program.output("x.svg", path).decode()
    check("resurrected" in svg and "its finalizer ran" in svg, "SVG: resurrected")
    check("resurrected" in program.output("x.txt", path).decode(), "text: resurrected")


def check_print(program, _):
    """The text of the drawing on slides of small lessons is large enough, and
    the program says when it is not."""
    for name in ("r01_names_not_buckets", "r02_names_are_references", "r04_stored_once",
                 "r07_del_a_name", "r08_rebinding", "r13_identity", "r26_finalizer",
                 "r10_program_exit", "r05_counting_references", "r23_the_algorithm",
                 "r09_going_out_of_scope", "r03_simple_and_containers"):
        deck = program.run_slides(f"examples/{name}.py", "d.html")
        scales = re.findall(r"scale\(([\d.]+)\)", deck)
        points = float(scales[1]) * 12 * 0.75
        check(points >= 8.5, name, "text of", points, "points")


def check_decks(program, _):
    """The deck of each lesson can be read from the last row: the program
    warns of none, and code and drawing are large enough."""
    for path in sorted(glob.glob(os.path.join(ROOT, "examples", "r*.py"))):
        name = os.path.relpath(path, ROOT)
        deck = os.path.join(program.folder, "d.html")
        done = program.run("slides", name, "-o", deck)
        check(b"small" not in done.stderr, name, done.stderr)
        with open(deck, encoding="utf-8") as file:
            text = file.read()
        scales = re.findall(r"scale\(([\d.]+)\)", text)
        check(min(float(scales[0]), float(scales[1])) * 9 > 7, name, scales[:2])
        check(2 <= text.count('<section class="slide"') <= 20, name, "slides")


OWN_OPTIONS = """
class Thing: pass
things = [Thing() for i in range(5)]  # slide: Five
# slides: --hide Thing
"""


def check_own_options(program, _):
    """A script says how its deck is drawn."""
    path = os.path.join(program.folder, "own.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(OWN_OPTIONS)
    deck = program.run_slides(path, "d.html")
    check(re.search("5 more Thing", deck) and "# slides" not in deck, "own options")
    out = os.path.join(program.folder, "d.html")
    done = program.run("slides", "--check", out)
    check(b"every picture still holds" in done.stdout, "own options --check")
    with open(path, "w", encoding="utf-8") as file:
        file.write(OWN_OPTIONS.replace("--hide", "--hidden"))
    done = program.run("slides", path, "-o", out, status=(2,))
    check(b"# slides:" in done.stderr, done.stderr)


def check_labs(program, _):
    """A lab as a page has the page's look, all its words, and nothing to
    load."""
    for name in ("collectors", "del", "slots", "cost", "gil"):
        script = "examples/r30_gil.py" if name == "gil" else "examples/r15_cascade.py"
        out = os.path.join(program.folder, "lab.html")
        text = program.run("lab", name, script, "-o", os.path.join(program.folder, "lab.txt"))
        program.run("lab", name, script, "-o", out)
        with open(out, encoding="utf-8") as file:
            page = file.read()
        with open(os.path.join(program.folder, "lab.txt"), encoding="utf-8") as file:
            text = file.read()
        check("data-theme" in page and "var(--paper)" in page, "lab", name, "has no look")
        check(("<svg" in page) == (name == "gil"), "lab", name, "drawing")
        told = html.unescape("\n".join(re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.S)))
        if name not in ("gil", "cost"):  # those measure
            missing = set(text.split("\n", 1)[1].split()) - set(told.split())
            check(not missing, "lab", name, "lacks", missing)
        check(not re.search(r"(?:src|href)\s*=|url\(|@import", page), name, "loads something")


def main():
    names = sys.argv[2:]
    jobs = [(os.path.basename(path)[:-3], check_example, path)
            for path in sorted(glob.glob(os.path.join(ROOT, "examples", "*.py")))]
    jobs += [("slides", check_slides, os.path.join(
        ROOT, "examples", "r18_counting_misses_cycles.py")),
             ("marks", check_marks, ""), ("wild", check_wild, ""),
             ("filters", check_filters, ""), ("windows", check_windows, ""),
             ("deep", check_deep, ""), ("frames", check_frames, ""), ("long", check_long, ""), ("raising", check_raising, ""),
             ("labs", check_labs, ""),
             ("lives", check_lives, ""), ("print", check_print, ""), ("decks", check_decks, ""),
             ("options", check_own_options, ""), ("views", check_views, "")]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = Program(os.path.abspath(sys.argv[1]), folder)
        for name, test, path in jobs:
            if names and not any(word in name for word in names):
                continue
            try:
                test(program, os.path.relpath(path, ROOT) if path else path)
                passed += 1
            except (Failure, ET.ParseError, subprocess.TimeoutExpired, KeyError,
                    subprocess.CalledProcessError) as error:
                print(f"FAILED views/pictures.py {name}: {error!r}"[:600])
                failed += 1
    print(f"pictures: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
