"""Files and folders: pathlib, os, shutil, tempfile, glob, os.walk."""
# runner: modes=plain,audit,all audit-every=2000
import glob
import os
import pathlib
import shutil
import tempfile

with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder)
    (root / "notes" / "old").mkdir(parents=True)
    (root / "a.txt").write_text("alpha\nbeta\n", encoding="utf-8")
    (root / "notes" / "b.md").write_bytes(b"# title\n\xc3\xa9\n")
    (root / "notes" / "old" / "c.txt").touch()
    print(sorted(p.relative_to(root).as_posix() for p in root.rglob("*")))
    file = root / "a.txt"
    print(file.name, file.stem, file.suffix, file.parent == root, file.exists(),
          file.is_dir(), file.stat().st_size, file.with_suffix(".bak").name)
    print(file.read_text().splitlines(), len((root / "notes/b.md").read_text()))
    with open(file, "a+") as f:
        f.write("gamma\n")
        f.seek(0)
        print(f.readline(), f.tell(), f.read(), f.mode, f.closed)
    print(f.closed, os.path.getsize(file))
    with file.open("r+b") as f:
        f.seek(-6, os.SEEK_END)
        print(f.read(), f.seek(0), f.write(b"ALPHA"), f.truncate(8))
    print(file.read_bytes())
    for here, folders, files in os.walk(folder):
        folders.sort()
        print(os.path.relpath(here, folder), folders, sorted(files))
    print(sorted(os.path.basename(p) for p in glob.glob(folder + "/**/*.txt",
                                                        recursive=True)))
    copy = shutil.copy(file, root / "copy.txt")
    os.rename(copy, root / "moved.txt")
    print(sorted(os.listdir(folder)), os.path.splitext("x.tar.gz"),
          os.path.join("a", "b", "..", "c"), os.path.normpath("a/b/../c"))
    shutil.copytree(root / "notes", root / "backup")
    shutil.rmtree(root / "notes")
    print([p.name for p in sorted(root.iterdir())])
    for bad in (lambda: open(root / "none.txt"), lambda: os.rmdir(root / "backup"),
                lambda: (root / "backup").mkdir(), lambda: open(root),
                lambda: os.remove(root / "zz"), lambda: open(file, "rw"),
                lambda: open(file, "x"), lambda: f.read()):
        try:
            bad()
        except (OSError, ValueError) as error:
            print(type(error).__name__, str(error).replace(folder, "TMP"))
    try:
        open(file).write("x")
    except OSError as error:
        print(type(error).__name__, error)
    with open(root / "lines", "w", newline="\r\n") as f:
        print("one", "two", sep="\n", file=f)
        f.writelines(["three\n", "four"])
    print((root / "lines").read_bytes(), open(root / "lines").readlines())
    for number, line in enumerate(open(root / "lines"), 1):
        print(number, line, end="" if line.endswith("\n") else "\n")
    os.chdir(root)
    print(pathlib.Path("backup").resolve() == (root / "backup").resolve(),
          os.path.isabs("a"), pathlib.PurePosixPath("/a/b/c.d").parts)
    os.chdir("/")
print(os.path.exists(folder), pathlib.Path("a/b") / "../c", pathlib.Path(".").parts)
