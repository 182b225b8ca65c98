"""A command line tool: argparse with sub-commands, checks, help and errors."""
# runner: audit-every=5000
import argparse
import contextlib
import io


def positive(text):
    number = int(text)
    if number <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return number


def build():
    parser = argparse.ArgumentParser(prog="todo", description="Keeps a list.",
                                     epilog="Have fun.")
    parser.add_argument("--verbose", "-v", action="count", default=0,
                        help="say more (may be repeated)")
    parser.add_argument("--version", action="version", version="%(prog)s 1.0")
    commands = parser.add_subparsers(dest="command", required=True,
                                     metavar="COMMAND")
    add = commands.add_parser("add", help="add a task")
    add.add_argument("words", nargs="+")
    add.add_argument("-p", "--priority", type=positive, default=1,
                     choices=range(1, 6), metavar="1..5")
    add.add_argument("--tag", action="append", default=[])
    show = commands.add_parser("list", help="show the tasks",
                               aliases=["ls"])
    group = show.add_mutually_exclusive_group()
    group.add_argument("--by-name", action="store_true")
    group.add_argument("--by-priority", action="store_false")
    show.add_argument("limit", nargs="?", type=int, const=3, default=10)
    return parser


def run(line):
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            options = build().parse_args(line.split())
        print(line, "->", sorted(vars(options).items()))
    except SystemExit as stop:
        print(line, "-> exit", stop.code)
        print("  " + (out.getvalue() + err.getvalue()).strip().replace("\n", "\n  "))


for line in ("add buy milk -p 2 --tag home --tag shop", "-vv list", "ls 5 --by-name",
             "list --by-name --by-priority", "add", "add x -p 0", "add x -p 9", "add x -p two",
             "remove x", "", "--version", "list --lim 3", "-h", "add --help"):
    run(line)
known, rest = argparse.ArgumentParser(add_help=False).parse_known_args(["a", "--b"])
print(known, rest)
parser = argparse.ArgumentParser(prog="p", formatter_class=argparse.ArgumentDefaultsHelpFormatter)
parser.add_argument("--size", type=float, default=1.5, help="its size")
parser.add_argument("--no-color", dest="color", action="store_false", help="plain")
parser.add_argument("--flag", action=argparse.BooleanOptionalAction, default=True)
print(parser.format_help(), parser.parse_args(["--size=3", "--no-flag"]))
print(parser.parse_args([], argparse.Namespace(extra=1)))
