# runner: audit-every=3000 timeout=40 modes=plain,audit,all
import signal, os, time
print(signal.getsignal(signal.SIGINT), signal.SIGINT, signal.Signals(15).name, signal.SIG_DFL)
def h(n, f): print('got', n, f.f_code.co_name, f.f_lineno)
old = signal.signal(signal.SIGUSR1, h); print(old)
os.kill(os.getpid(), signal.SIGUSR1)
x = 1
signal.raise_signal(signal.SIGUSR1)
def boom(n, f): raise ValueError('from handler')
signal.signal(signal.SIGALRM, boom)
try:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    for i in range(10**9): pass
except ValueError as e: print(e)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt: print('KI')
try: signal.signal(99, h)
except ValueError as e: print(e)
try: signal.signal(2, 'x')
except TypeError as e: print(e)
print(signal.strsignal(11), len(signal.valid_signals()))
