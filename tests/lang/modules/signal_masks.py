"""A blocked signal waits; sigwait takes it."""
# runner: modes=plain,audit,all
import os
import signal

S = signal.SIGUSR1


def handler(number, frame):
    print("handler", signal.Signals(number).name)


signal.signal(S, handler)
print(signal.pthread_sigmask(signal.SIG_BLOCK, [S]))
os.kill(os.getpid(), S)
print("blocked", signal.sigpending(), S in signal.sigpending())
print(signal.sigwait({S}), signal.sigpending())
os.kill(os.getpid(), S)
print(signal.pthread_sigmask(signal.SIG_UNBLOCK, [S]))
print(signal.pthread_sigmask(signal.SIG_SETMASK, []))
for wrong in (lambda: signal.pthread_sigmask(1000, []),
              lambda: signal.sigwait([1000]), lambda: signal.sigwait(3)):
    try:
        wrong()
    except (OSError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
print(int(signal.SIGRTMIN), int(signal.SIGRTMAX), signal.SIG_SETMASK)
