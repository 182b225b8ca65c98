"""A thread that imports what another one is importing waits for it; two that
import each other's modules do not wait for ever."""
# runner: audit-every=200 modes=plain,audit,all
import os
import sys
import tempfile
import threading

MODULES = {
    "slow": "import time\ntime.sleep(0.05)\nvalue = 'whole'\n",
    "package/__init__": "import time\ntime.sleep(0.02)\n",
    "package/slow": "import time\ntime.sleep(0.02)\nvalue = 'part'\n",
    "failing": "import time\ntime.sleep(0.05)\nraise ValueError('no')\n",
    "one": "import time\ntime.sleep(0.05)\nimport other\nend = 1\n",
    "other": "import time\ntime.sleep(0.05)\nimport one\nend = 2\n",
    "starts": "import threading\n"
              "def work():\n"
              "    import slow\n"
              "    done.append(slow.value)\n"
              "done = []\n"
              "thread = threading.Thread(target=work)\n"
              "thread.start()\n"
              "thread.join()\n",
}


def in_threads(*works):
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def slow():
    import slow
    seen.append(slow.value)


def part():
    import package.slow
    seen.append(package.slow.value)


def from_part():
    from package.slow import value
    seen.append(value)


def failing():
    try:
        import failing
    except ValueError as error:
        seen.append(str(error))
    except ImportError as error:
        seen.append(type(error).__name__)


def one():
    import one
    seen.append(type(one).__name__)


def other():
    import other
    seen.append(type(other).__name__)


with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    os.mkdir(os.path.join(folder, "package"))
    for name, text in MODULES.items():
        with open(os.path.join(folder, name + ".py"), "w") as file:
            file.write(text)
    for works in ((slow,) * 4, (part, from_part) * 2, (one, other)):
        seen = []
        in_threads(*works)
        print(works[0].__name__, sorted(seen))
    seen = []
    in_threads(failing)
    print(seen, "failing" in sys.modules)
    seen = []
    in_threads(failing, failing)
    print(len(seen) > 0, set(seen) <= {"no"})
    import one
    import other
    print(one.end, other.end, one.other is other, other.one is one)
    import starts
    print(starts.done)
