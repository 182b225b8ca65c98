"""Sockets: names, timeouts, an echo server, datagrams, IPv6 and Unix."""
# runner: modes=plain,audit,all audit-every=2000 timeout=60
import os, socket, tempfile, threading
print(socket.gethostbyname("localhost"), socket.gethostbyname("127.0.0.1"), socket.gethostbyname(""))
print([i[:3] + i[4:] for i in socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)])
print(socket.getaddrinfo("::1", "http", proto=socket.IPPROTO_TCP))
print(socket.getaddrinfo(None, 0, socket.AF_INET, socket.SOCK_DGRAM, flags=socket.AI_PASSIVE))
print(socket.inet_aton("1.2.3.4"), socket.inet_ntoa(b"\1\2\3\4"), socket.inet_pton(socket.AF_INET6, "::1"), socket.inet_ntop(socket.AF_INET6, bytes(16)), socket.htons(1), socket.ntohl(1))
print(socket.getservbyname("http"), socket.getservbyname("http", "tcp"), socket.getservbyport(443), socket.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV), socket.has_ipv6)
try:
    socket.gethostbyname("no.such.invalid")
except socket.gaierror as e:
    print(type(e).__name__, len(e.args), isinstance(e, OSError))
for bad in (lambda: socket.inet_aton("x"), lambda: socket.htons(70000), lambda: socket.htons(-1),
  lambda: socket.socket().connect(("127.0.0.1", 99999)), lambda: socket.socket().connect("x"), lambda: socket.socket().connect(("a",)), lambda: socket.socket().bind((3, 4)), lambda: socket.inet_pton(socket.AF_INET, "x"), lambda: socket.getservbyname("nope"), lambda: socket.socket().settimeout(-1), lambda: socket.socket().connect(("127.0.0.1", 1)), lambda: socket.create_connection(("127.0.0.1", 1), timeout=1), lambda: socket.getaddrinfo(1, 2)):
    try: print(bad())
    except Exception as e: print(type(e).__module__, type(e).__name__, e)
a, b = socket.socketpair()
a.settimeout(0.05)
print(a.gettimeout(), a.getblocking())
try: a.recv(1)
except TimeoutError as e: print(e, e.args)
b.sendall(b"hello"); buf = bytearray(3); print(a.recv_into(buf), buf, a.recvfrom(9)); a.close(); print(b.recv(4)); b.close()
server = socket.create_server(("localhost", 0)); server.settimeout(5)
def serve():
    c, addr = server.accept()
    with c:
        while data := c.recv(1024):
            c.sendall(data.upper())
t = threading.Thread(target=serve); t.start()
with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as c:
    c.sendall(b"echo"); print(c.recv(100), c.getpeername()[0])
    f = c.makefile("rw"); f.write("line\n"); f.flush(); print(f.readline())
    f.close()
t.join(); server.settimeout(0.05)
try: server.accept()
except TimeoutError as e: print("accept:", e)
server.close()
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(("127.0.0.1", 0))
v = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(v.sendto(b"datagram", u.getsockname())); data, who = u.recvfrom(100); print(data, who[0]); u.sendto(b"back", 0, who); print(v.recv(9))
buf = bytearray(9); v.sendto(b"again", ("localhost", u.getsockname()[1])); print(u.recvfrom_into(buf)[0], buf)
u.close(); v.close()
path = os.path.join(tempfile.mkdtemp(), "s"); s = socket.socket(socket.AF_UNIX); s.bind(path); s.listen(); c = socket.socket(socket.AF_UNIX); c.connect(path); d, _ = s.accept(); d.send(b"unix"); print(c.recv(9), repr(_), s.getsockname() == path); [x.close() for x in (s, c, d)]
socket.setdefaulttimeout(3); s = socket.socket(); print(s.gettimeout(), socket.getdefaulttimeout()); s.close(); socket.setdefaulttimeout(None)
print(s, s.fileno())
try: s.recv(1)
except OSError as e: print(e)
import http.server, threading, urllib.request, json, socketserver
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body=json.dumps({"path":self.path}).encode()
        self.send_response(200); self.send_header("Content-Type","application/json"); self.send_header("Content-Length",str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self,*a): pass
s=http.server.ThreadingHTTPServer(("localhost",0),H)
threading.Thread(target=s.serve_forever,daemon=True).start()
with urllib.request.urlopen(f"http://localhost:{s.server_port}/abc?x=1") as r: print(r.status, r.headers["Content-Type"], json.load(r))
s.shutdown(); s.server_close()
