# runner: audit-every=3000 timeout=40
"""argparse: parsing, help, errors."""
import argparse, sys, contextlib, io
p = argparse.ArgumentParser(prog='prog', description='Does things.', epilog='The end.')
p.add_argument('file', nargs='?', default='-', help='input file')
p.add_argument('-n', '--num', type=int, default=3, metavar='N', help='how many (default: %(default)s)')
p.add_argument('-v', '--verbose', action='count', default=0)
p.add_argument('--flag', action=argparse.BooleanOptionalAction)
p.add_argument('--mode', choices=['a', 'b'], help='mode')
p.add_argument('-l', '--list', nargs='*', type=float)
p.add_argument('--app', action='append')
p.add_argument('--version', action='version', version='%(prog)s 1.0')
g = p.add_mutually_exclusive_group(); g.add_argument('--x', action='store_true'); g.add_argument('--y', action='store_const', const=5)
print(p.format_help()); print(p.format_usage())
for a in ([], ['f', '-n', '5', '-vv'], ['--mode', 'b', '--no-flag', '-l', '1', '2.5'], ['--app=1', '--app', '2', '--y'], ['-n7', '--x', '--', '-q']): print(p.parse_args(a))
print(p.parse_known_args(['--zzz', 'f']))
for a in (['-n', 'x'], ['--mode', 'c'], ['--x', '--y'], ['--bogus'], ['-n'], ['a', 'b'], ['--version'], ['--v']):
    e = io.StringIO(); o = io.StringIO()
    try:
        with contextlib.redirect_stderr(e), contextlib.redirect_stdout(o): p.parse_args(a)
    except SystemExit as x: print(a, x.code, repr(e.getvalue().splitlines()[-1:]), o.getvalue())
s = argparse.ArgumentParser(prog='git'); sub = s.add_subparsers(dest='cmd', required=True, title='commands')
add = sub.add_parser('add', help='add it', aliases=['a']); add.add_argument('paths', nargs='+'); add.set_defaults(func=len)
rm = sub.add_parser('rm'); rm.add_argument('-f', action='store_true')
print(s.parse_args(['add', 'x', 'y']), s.parse_args(['rm', '-f']), s.format_help(), add.format_help())
print(argparse.Namespace(a=1) == argparse.Namespace(a=1), vars(s.parse_args(['a', 'q']))['paths'])
