"""A thread that waits for a connection lets the one that connects run."""
# runner: audit-every=200 modes=plain,audit,all
import os
import socket
import tempfile
import threading


def behind(block, then):
    """Runs `block` in a thread and `then` while it blocks."""
    results = []
    thread = threading.Thread(target=lambda: results.append(block()))
    thread.start()
    then()
    thread.join()
    return results


server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
client = socket.socket()
pair = behind(lambda: server.accept()[0],
              lambda: client.connect(server.getsockname()))
print(len(pair))
for s in (server, client, *pair):
    s.close()

server = socket.socket(socket.AF_UNIX)
folder = tempfile.mkdtemp()
path = os.path.join(folder, "here")
server.bind(path)
server.listen(1)
clients = [socket.socket(socket.AF_UNIX) for _ in range(6)]
took = []


def serve():
    for _ in clients:
        took.append(server.accept()[0])
        took[-1].sendall(b"%d" % len(took))


thread = threading.Thread(target=serve)
thread.start()
for client in clients:
    client.connect(path)
print(sorted(client.recv(10) for client in clients))
thread.join()
try:
    socket.socket(socket.AF_UNIX).connect(os.path.join(folder, "nobody"))
except FileNotFoundError as error:
    print(error.errno, error.strerror)
thread = threading.Thread(target=threading.Event().wait, args=(0.1,))
thread.start()
try:
    client = socket.socket()
    client.connect(("127.0.0.1", 1))
except ConnectionRefusedError as error:
    print(error.errno, error.strerror)
print(client.connect_ex(("127.0.0.1", 1)), client.getblocking())
for s in (server, client, *clients, *took):
    s.close()
os.unlink(path)
os.rmdir(folder)
