"""Drives the stepper and the prompt through a pseudo-terminal."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


class Session:
    """A program on a terminal of its own."""

    def __init__(self, arguments, columns=80, rows=24, prompt="(step) ",
                 env=None, timeout=30.0):
        self.prompt = prompt.encode()
        self.timeout = timeout
        self.status = None
        self.seen = b""
        environment = {name: os.environ[name] for name in
                       ("PATH", "HOME", "ASAN_OPTIONS") if name in os.environ}
        environment.update(TERM="xterm-256color", LC_ALL="C.UTF-8",
                           PYTUTOR_MEM_HISTORY="", INPUTRC="/dev/null",
                           PYTHONHASHSEED="0")
        environment.update(env or {})
        self.child, self.fd = pty.fork()
        if self.child == 0:
            try:
                os.chdir(ROOT)
                os.execve(arguments[0], arguments, environment)
            finally:
                os._exit(127) # never on as a second test runner
        self.resize(columns, rows, tell=False)

    def resize(self, columns, rows, tell=True):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            os.kill(self.child, signal.SIGWINCH)

    def read_until(self, wanted):
        """Everything up to and with `wanted` (bytes), or to the end."""
        end = time.monotonic() + self.timeout
        while wanted not in self.seen:
            left = end - time.monotonic()
            ready = select.select([self.fd], [], [], max(left, 0))[0]
            if not ready:
                raise TimeoutError(f"no {wanted!r} after {self.seen[-400:]!r}")
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            if not data:
                text, self.seen = self.seen, b""
                return text
            self.seen += data
        at = self.seen.index(wanted) + len(wanted)
        text, self.seen = self.seen[:at], self.seen[at:]
        return text

    def drain(self, quiet=0.4):
        """Everything until nothing came for so long."""
        while select.select([self.fd], [], [], quiet)[0]:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                break
            if not data:
                break
            self.seen += data
        text, self.seen = self.seen, b""
        return text

    def start(self):
        return self.read_until(self.prompt)

    def send(self, text):
        os.write(self.fd, text if isinstance(text, bytes) else text.encode())

    def obey(self, command):
        """What is shown after a command, up to the next prompt."""
        self.send(command + "\n")
        self.read_until(b"\n")  # the echo
        return self.read_until(self.prompt)

    def close(self):
        """The exit status."""
        try:
            self.read_until(b"\0never\0")
        except TimeoutError:
            os.kill(self.child, signal.SIGKILL)
        os.close(self.fd)
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        return self.status


def plain(data):
    """Without escape sequences and carriage returns."""
    text = data.decode("utf-8", "replace")
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    return text.replace("\r", "")


def picture(data):
    """The last screen that was drawn whole."""
    at = data.rfind(b"\x1b[H")
    text = data[at:] if at >= 0 else data
    return text.split(b"\x1b[J")[0].decode("utf-8", "replace")
