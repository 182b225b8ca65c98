"""What scripts ask the system through os: file systems, owners, priorities,
positioned reads and writes, terminals."""
# runner: modes=plain,audit,all
import os
import shutil
import tempfile

s = os.statvfs("/")
print(type(s), s.n_fields, s.n_sequence_fields, s[0] == s.f_bsize > 0,
      s.f_blocks >= s.f_bfree)
usage = shutil.disk_usage("/")
print(usage._fields, usage.total >= usage.used > 0)
try:
    os.statvfs("/nope")
except FileNotFoundError as e:
    print(e)

with tempfile.TemporaryFile() as f:
    fd = f.fileno()
    print(os.pwrite(fd, b"hello world", 0), os.pread(fd, 5, 6),
          os.pwrite(fd, b"W", 6), os.pread(fd, 99, 0))
    print(os.fstatvfs(fd).f_bsize > 0, os.fdatasync(fd))
    os.fchmod(fd, 0o600)
    print(oct(os.fstat(fd).st_mode & 0o777))
    os.chown(fd, -1, -1)
    print(os.lockf(fd, os.F_TLOCK, 0), os.lockf(fd, os.F_ULOCK, 0))
    for wrong in (lambda: os.pread(fd, -1, 0), lambda: os.pread(999, 1, 0),
                  lambda: os.pwrite(fd, "a", 0)):
        try:
            wrong()
        except (OSError, TypeError) as e:
            print(type(e).__name__, e)

r, w = os.pipe2(os.O_CLOEXEC)
print(os.get_inheritable(r), os.write(w, b"x"), os.read(r, 5))
os.closerange(min(r, w), max(r, w) + 1)
print(len(os.getresuid()), len(os.getresgid()), os.getresuid()[0] ==
      os.getuid(), type(os.getgroups()), len(os.getloadavg()))
print(os.getpriority(os.PRIO_PROCESS, 0) == os.nice(0))
print(len(os.getrandom(8)), os.ctermid())
a, b = os.openpty()
print(os.isatty(a), os.isatty(b), os.device_encoding(b),
      os.device_encoding(os.open("/dev/null", os.O_RDONLY)))
print(os.WIFCONTINUED(0xffff), os.WCOREDUMP(0x80), os.WCOREDUMP(0))
d = os.makedev(8, 1)
print(os.major(d), os.minor(d))
here = os.open("/", os.O_RDONLY)
os.fchdir(here)
print(os.getcwd())
