"""Runs each program of a file of cases, and prints what the interpreter
prints of its error."""
import os
import sys
import tempfile


def run_cases(name):
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, name), encoding="utf-8") as f:
        cases = f.read().split("#----\n")
    sys.stderr = sys.stdout
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for number, source in enumerate(cases):
            with open("lesson.py", "w", encoding="utf-8") as f:
                f.write(source)
            print(f"--- {number}:", source.splitlines()[0])
            try:
                code = compile(source, "lesson.py", "exec")
                exec(code, {"__name__": "__main__"})
            except BaseException as e:
                # The frames of this file are not shown.
                traceback = e.__traceback__.tb_next
                sys.__excepthook__(type(e), e.with_traceback(traceback),
                                   traceback)
        os.chdir(here)
