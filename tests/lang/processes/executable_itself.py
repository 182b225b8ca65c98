# runner: audit-every=200 modes=plain,audit,all
"""sys.executable runs a program as a Python does; __file__ is absolute."""
import os
import subprocess
import sys
import tempfile

print(os.path.isabs(sys.executable), os.path.isfile(sys.executable))
print(os.path.isabs(__file__), os.path.basename(__file__))
print(len(sys.argv), os.path.basename(sys.argv[0]))


def run(*arguments, **more):
    done = subprocess.run([sys.executable, *arguments], text=True,
                          capture_output=True, **more)
    print(done.returncode, repr(done.stdout), repr(done.stderr))


run("-c", "import sys; print(sys.argv)", "a", "-b")
run("-", "x", input="import sys; print(sys.argv, __name__)")
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "child.py"), "w") as file:
        file.write("import os, sys\n"
                   "print(os.path.isabs(__file__), sys.argv)\n"
                   "sys.exit(3)\n")
    run("child.py", "1", cwd=folder)
