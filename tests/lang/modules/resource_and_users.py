"""resource, pwd, grp and sys.orig_argv."""
# runner: modes=plain,audit,all audit-every=500
import grp
import os
import pwd
import resource
import sys

usage = resource.getrusage(resource.RUSAGE_SELF)
print(type(usage), usage.ru_maxrss > 0, usage.ru_utime >= 0, len(usage))
soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
print(resource.getrlimit(resource.RLIMIT_CORE)[0], resource.RLIM_INFINITY)
for bad in (lambda: resource.getrusage(99), lambda: resource.getrlimit(99),
            lambda: resource.setrlimit(0, (1,)), lambda: pwd.getpwuid(987654),
            lambda: pwd.getpwnam("nobody here"), lambda: pwd.getpwnam(3),
            lambda: grp.getgrnam("no one"), lambda: grp.getgrgid(987654)):
    try:
        bad()
    except (ValueError, KeyError, TypeError) as error:
        print(type(error).__name__, error)
root = pwd.getpwuid(0)
print(root.pw_name, root[2:4], root == pwd.getpwnam("root"), root in pwd.getpwall())
print(grp.getgrgid(0).gr_name, type(grp.getgrall()[0]))
print(os.path.expanduser("~root") == root.pw_dir)
print(len(sys.orig_argv), sys.orig_argv[1] == sys.argv[0])
view = memoryview(b"abcd")
for shape in ([4], [2], "x", ["a"], [0]):
    try:
        print(view.cast("B", shape).tolist())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
