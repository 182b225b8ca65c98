"""A thread that blocks in a native call lets the others run."""
# runner: audit-every=200
import os
import select
import socket
import threading


def behind(block, then):
    """Runs `block` in a thread and `then` while it blocks."""
    results = []
    thread = threading.Thread(target=lambda: results.append(block()))
    thread.start()
    then()
    thread.join()
    return results


r, w = os.pipe()
print(behind(lambda: os.read(r, 10), lambda: os.write(w, b"pipe")))
print(behind(lambda: select.select([r], [], [], 20)[0] == [r],
             lambda: os.write(w, b"more")))
print(os.read(r, 100))

poll = select.poll()
poll.register(r, select.POLLIN)
print(behind(lambda: poll.poll(20000) == [(r, select.POLLIN)],
             lambda: os.write(w, b"poll")))
print(os.read(r, 100))


def read_all(left):
    while left > 0:
        left -= len(os.read(r, left))


print(behind(lambda: os.write(w, b"x" * 200000), lambda: read_all(200000)))
os.close(w)
os.close(r)

a, b = socket.socketpair()
print(behind(lambda: a.recv(10), lambda: b.send(b"hello")))
buffer = bytearray(10)
print(behind(lambda: a.recv_into(buffer), lambda: b.send(b"into")), buffer)


def send_all():
    b.sendall(b"y" * 500000)
    b.close()


def receive_all():
    n = 0
    while part := a.recv(65536):
        n += len(part)
    print(n)


behind(send_all, receive_all)
a.close()

r, w = os.pipe()
with open(r, "rb") as reading, open(w, "wb", buffering=0) as writing:
    print(behind(lambda: reading.readline(), lambda: writing.write(b"line\n")))
