#!/usr/bin/env python3.11
"""Writes interp/modules/ucd_3_2.def: in what Unicode 3.2 differs from 14.

    python3.11 scripts/ucd_3_2.py > interp/modules/ucd_3_2.def

The two versions are compared with the unicodedata of python3.11, which has
both of them.
"""

import unicodedata as new

old = new.ucd_3_2_0
ALL = [chr(i) for i in range(0x110000)]


def runs(values):
    """[first, last, value] of equal neighbours; None is no value."""
    found = []
    for i, value in enumerate(values):
        if value is None:
            continue
        if found and found[-1][1] == i - 1 and found[-1][2] == value:
            found[-1][1] = i
        else:
            found.append([i, i, value])
    return found


def changes(name):
    """What the function `name` answered in 3.2 where that was different."""
    before, now = getattr(old, name), getattr(new, name)
    return [before(c) if old.category(c) != "Cn" and before(c) != now(c)
            else None for c in ALL]


def write(rows):
    """As many rows a line as fit."""
    line = ""
    for row in rows:
        if len(line) + len(row) > 78:
            print(line)
            line = ""
        line += " " + row if line else row
    print(line)


MACROS = """UNASSIGNED(first, last)
CATEGORY(first, last, name)
BIDIRECTIONAL(first, last, name)
EAST_ASIAN_WIDTH(first, last, name)
MIRRORED(first, last, value)
DECIMAL(character, value)
DECOMPOSITION(character, other)""".splitlines()

print("""/* ucd_3_2.def - in what Unicode 3.2 differs from Unicode 14
 * Written by scripts/ucd_3_2.py; each kind of row is in the characters' order.
 *
 *     UNASSIGNED        no characters then
 *     CATEGORY          general category
 *     BIDIRECTIONAL     bidirectional class
 *     EAST_ASIAN_WIDTH  width
 *     MIRRORED          whether it is mirrored
 *     DECIMAL           had a decimal value then
 *     DECOMPOSITION     the corrections of canonical decompositions
 */""")
for macro in MACROS:
    print(f"#ifndef {macro.split('(')[0]}\n#define {macro}\n#endif")
print()
write(f"UNASSIGNED(0x{a:x}, 0x{b:x})" for a, b, _ in runs(
    1 if old.category(c) == "Cn" and new.category(c) != "Cn" else None
    for c in ALL))
for name in ("category", "bidirectional", "east_asian_width"):
    print()
    write(f'{name.upper()}(0x{a:x}, 0x{b:x}, "{value}")'
          for a, b, value in runs(changes(name)))
print()
write(f"MIRRORED(0x{a:x}, 0x{b:x}, {value})"
      for a, b, value in runs(changes("mirrored")))
print()
write(f"DECIMAL(0x{ord(c):x}, {old.decimal(c)})" for c in ALL
      if old.decimal(c, None) != new.decimal(c, None)
      and old.category(c) != "Cn")
print()
write(f"DECOMPOSITION(0x{ord(c):x}, 0x{ord(old.normalize('NFD', c)):x})"
      for c in ALL if old.category(c) != "Cn"
      and old.normalize("NFD", c) != new.normalize("NFD", c))
print()
for macro in MACROS:
    print(f"#undef {macro.split('(')[0]}")
