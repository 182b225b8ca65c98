# runner: audit-every=3000 timeout=40 modes=plain,audit,all
"""os, os.path, pathlib, tempfile, shutil, glob, io on real files."""
import os, tempfile, pathlib, shutil, glob, stat, io, fnmatch, filecmp
with tempfile.TemporaryDirectory() as d:
    p = pathlib.Path(d)
    (p / 'a' / 'b').mkdir(parents=True); (p / 'a' / 'f.txt').write_text('hé\nllo\n'); (p / 'g.bin').write_bytes(b'\0\1'); (p / 'a' / 'b' / 'x.py').touch()
    print(sorted(os.listdir(d)), sorted(q.relative_to(p).as_posix() for q in p.rglob('*')), sorted(q.name for q in p.glob('*/*.txt')))
    for r, ds, fs in sorted(os.walk(d)): print(os.path.relpath(r, d), sorted(ds), sorted(fs))
    f = p / 'a' / 'f.txt'; print(f.read_text(), f.stat().st_size, f.suffix, f.stem, f.name, f.parent.name, f.exists(), f.is_dir(), oct(stat.S_IMODE(f.stat().st_mode) & 0o700), f.with_suffix('.md').name)
    os.rename(f, p / 'h'); os.symlink('h', p / 'l'); print(os.readlink(p / 'l'), os.path.islink(p / 'l'), (p / 'l').resolve().name, os.path.samefile(p / 'l', p / 'h'), os.path.getsize(p / 'h'))
    shutil.copy(p / 'h', p / 'i'); print(filecmp.cmp(p / 'h', p / 'i'), sorted(map(os.path.basename, glob.glob(d + '/*')))); shutil.copytree(p / 'a', p / 'c'); shutil.rmtree(p / 'a'); print(sorted(x.name for x in os.scandir(d)), [x.is_file() for x in sorted(os.scandir(d), key=lambda e: e.name)])
    os.remove(p / 'l'); os.makedirs(p / 'm/n', exist_ok=True); os.removedirs(p / 'm/n'); os.utime(p / 'h', (1, 2)); print(os.stat(p / 'h').st_mtime, os.access(p / 'h', os.R_OK), (p / 'm').exists())
    for g in (lambda: os.mkdir(p / 'c'), lambda: os.rmdir(p / 'c'), lambda: open(p / 'nope'), lambda: os.unlink(p / 'c'), lambda: os.listdir(p / 'h')):
        try: print(g())
        except OSError as e: print(type(e).__name__, e.errno, e.strerror)
    fd = os.open(p / 'z', os.O_CREAT | os.O_RDWR); os.write(fd, b'abcdef'); os.lseek(fd, 2, os.SEEK_SET); print(os.read(fd, 3)); os.ftruncate(fd, 1); print(os.fstat(fd).st_size); os.close(fd)
    with open(p / 't', 'w+', encoding='utf-8') as t: t.write('a\nb\n'); t.seek(0); print(t.readlines(), t.tell(), t.mode, t.closed)
    with tempfile.NamedTemporaryFile('w', dir=d, suffix='.q') as t: print(t.name.endswith('.q'), os.path.exists(t.name))
    cw = os.getcwd(); os.chdir(d); print(os.path.exists('t')); os.chdir(cw)
for f in ('join', 'split', 'splitext', 'basename', 'dirname', 'normpath', 'isabs', 'splitdrive'): print(f, [getattr(os.path, f)(*a) for a in ((('a', '/b', 'c') if f == 'join' else ('/a/../b//c.tar.gz',)),)])
print(os.path.commonpath(['/a/b', '/a/c']), os.path.commonprefix(['abc', 'abd']), os.path.expanduser('~') == os.environ['HOME'], os.path.expandvars('$HOME') == os.environ['HOME'], os.sep, os.linesep, os.name, os.environ.get('NOPE'), os.getenv('NOPE', 'd'), os.fspath(pathlib.Path('q')), os.fsencode('é'), os.cpu_count() > 0, os.getpid() > 0, len(os.urandom(4)), fnmatch.filter(['a.py', 'b.c'], '*.py'))
os.environ['X_Y'] = '1'; print(os.environ['X_Y'], 'X_Y' in os.environ); del os.environ['X_Y']
P = pathlib.PurePosixPath; print(P('a') / 'b' / '..', P('/a/b').parts, P('/a/b').relative_to('/a'), P('a/b.c').match('*.c'), P('a') < P('b'), repr(P('x')), P('/a/b/c').parents[1], pathlib.PureWindowsPath('c:\\x\\y').drive, P('a.b.c').suffixes, P('x').joinpath('y', 'z'), P('/a').is_absolute())
r, w = os.pipe(); os.write(w, b'hi'); print(os.read(r, 5)); os.close(r); os.close(w); print(os.strerror(2), os.system('exit 3') >> 8, os.popen('echo hi').read())
