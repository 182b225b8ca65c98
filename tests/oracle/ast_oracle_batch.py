"""A running ast_main --batch, asked for trees and errors."""
import subprocess


class Batch:
    def __init__(self, program, *options):
        self.process = subprocess.Popen(
            [program, "--batch", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, source, mode="exec"):
        out = self.process.stdin
        out.write(b"%d %s\n" % (len(source), mode.encode()))
        out.write(source)
        out.flush()
        line = self.process.stdout.readline()
        if not line:
            return "(died: %s)" % self.process.wait()
        length = int(line)
        answer = self.process.stdout.read(length + 1)[:-1]
        return answer.decode("utf-8", "surrogatepass")
