"""logging with handlers and levels; argparse with sub-commands and errors."""
# runner: audit-every=500 modes=plain,audit,all timeout=90
import argparse
import io
import logging
import sys

out = io.StringIO()
log = logging.getLogger("app")
log.setLevel(logging.DEBUG)
handler = logging.StreamHandler(out)
handler.setFormatter(logging.Formatter("%(levelname)-8s %(name)s: %(message)s"))
log.addHandler(handler)
log.propagate = False
child = logging.getLogger("app.part")
child.info("info %d of %s", 1, "two")
log.debug("debug")
child.setLevel(logging.ERROR)
child.warning("not shown")
try:
    1 / 0
except ZeroDivisionError:
    child.exception("went wrong")


class Only(logging.Filter):
    def filter(self, record):
        return "keep" in record.getMessage()


handler.addFilter(Only())
log.error("drop")
log.critical("keep this")
text = out.getvalue()
print("\n".join(l for l in text.splitlines() if not l.startswith("  ")))
print(log.isEnabledFor(10), child.getEffectiveLevel(), logging.getLevelName(30))

parser = argparse.ArgumentParser(prog="tool", description="A tool.")
parser.add_argument("-v", "--verbose", action="count", default=0, help="say more")
commands = parser.add_subparsers(dest="command", required=True)
add = commands.add_parser("add", help="adds numbers")
add.add_argument("numbers", nargs="+", type=int)
add.add_argument("--base", type=int, default=10, choices=[2, 10, 16])
show = commands.add_parser("show")
show.add_argument("file", nargs="?", default="-")
group = show.add_mutually_exclusive_group()
group.add_argument("--red", action="store_true")
group.add_argument("--blue", action="store_const", const="b")
sys.stderr = sys.stdout
for line in ("add 1 2 3", "-vv add --base=16 10", "show", "show x --red",
             "show --red --blue", "add x", "add 1 --base 3", "", "-h", "frob",
             "add -h"):
    try:
        print(line, "->", parser.parse_args(line.split()))
    except SystemExit as e:
        print(line, "-> exit", e.code)
