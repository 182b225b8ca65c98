# runner: modes=plain,audit,all audit-every=20
"""Log files: written, packed with gzip, read line by line by a generator,
counted; what each holds in memory."""
import gzip
import os
import sys
import tempfile
import zlib
from collections import Counter
from contextlib import ExitStack

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def make_lines(day, n):
    for i in range(n):
        level = LEVELS[(i * i + day) % len(LEVELS)]
        yield f"2024-05-{day:02} {i % 24:02}:00 {level} request {i * 37 % 101}\n"


def read(paths):
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from file


def parse(lines):
    for line in lines:
        date, time, level, *words = line.split()
        yield date, int(time[:2]), level, int(words[-1])


with tempfile.TemporaryDirectory() as folder:
    paths = [os.path.join(folder, f"log.{day}.gz") for day in (1, 2, 3)]
    with ExitStack() as stack:
        files = [stack.enter_context(gzip.open(p, "wt")) for p in paths]
        for day, file in enumerate(files, 1):
            file.writelines(make_lines(day, 200))
    print([os.path.basename(path) for path in paths],
          all(file.closed for file in files))
    with open(paths[0], "rb") as file:
        head = file.read(3)
    print(head.hex(), len(gzip.open(paths[0]).read()))
    records = parse(read(paths))
    print(sys.getsizeof(records) < 250, next(records))
    levels, by_day, worst = Counter(), Counter(), (0, None)
    for date, hour, level, number in records:
        levels[level] += 1
        by_day[date] += level == "ERROR"
        worst = max(worst, (number, date))
    print(levels.most_common(), sum(levels.values()))
    print(dict(by_day), worst)
    os.truncate(paths[1], os.path.getsize(paths[1]) - 20)
    try:
        print(sum(1 for line in read(paths)))
    except EOFError as error:
        print("EOFError:", error)
print(os.path.exists(folder), zlib.crc32("".join(make_lines(1, 5)).encode()))
