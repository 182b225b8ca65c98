# runner: modes=plain,audit,all
# A child, which is not recorded, returns to frames that were, calls what was
# never called before and stores to names.
import os


def fork():
    return os.fork()


def between():
    before = ["between"]
    child = fork()
    after = before + [child == 0]
    return child, after


def later(n):
    total = 0
    for i in range(n):
        if i % 2:
            total += i
        else:
            total -= 1
    return {"total": total,
            "squares": [x * x for x in range(n)]}


child, after = between()
if child == 0:
    here = later(10)
    text = ", ".join(
        f"{key}={value}"
        for key, value in here.items())
    print("child", after, text, flush=True)
    os._exit(7)
_, status = os.waitpid(child, 0)
print("parent", after, os.waitstatus_to_exitcode(status), later(3))
