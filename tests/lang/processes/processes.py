"""multiprocessing with fork: Process, exit codes, Queue, Pipe, Lock, Value
of a child."""
# runner: audit-every=500 modes=plain,audit,all timeout=40
import multiprocessing as mp
import os
import sys


def work(queue, n):
    queue.put((n, n * n))


def fail():
    sys.stderr = open(os.devnull, "w")
    raise ValueError("in the child")


def leave():
    sys.exit(5)


def talk(end):
    while True:
        text = end.recv()
        if text is None:
            break
        end.send(text.upper())
    end.close()


def count(lock, path):
    for _ in range(20):
        with lock:
            with open(path) as file:
                n = int(file.read())
            with open(path, "w") as file:
                file.write(str(n + 1))


if __name__ == "__main__":
    mp.set_start_method("fork")
    queue = mp.Queue()
    children = [mp.Process(target=work, args=(queue, n), name=f"child {n}")
                for n in range(3)]
    for child in children:
        child.start()
    print(sorted(queue.get() for _ in children))
    for child in children:
        child.join()
    print([(child.name, child.exitcode, child.is_alive())
           for child in children])

    for target in fail, leave:
        child = mp.Process(target=target)
        child.start()
        child.join()
        print(target.__name__, child.exitcode)

    here, there = mp.Pipe()
    child = mp.Process(target=talk, args=(there,))
    child.start()
    there.close()
    for text in "one", "two":
        here.send(text)
        print(here.recv())
    here.send(None)
    child.join()
    print(child.exitcode, mp.active_children())

    import tempfile
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("0")
        file.flush()
        lock = mp.Lock()
        children = [mp.Process(target=count, args=(lock, file.name))
                    for _ in range(3)]
        for child in children:
            child.start()
        for child in children:
            child.join()
        print(open(file.name).read())

    semaphore = mp.Semaphore(2)
    print(semaphore.acquire(), semaphore.acquire(False),
          semaphore.acquire(True, 0.01), semaphore.get_value())
    semaphore.release()
    print(semaphore.get_value())
    try:
        mp.RLock().release()
    except AssertionError as error:
        print(error)
    event = mp.Event()
    child = mp.Process(target=event.set)
    child.start()
    print(event.wait(10))
    child.join()
    sleeper = mp.Process(target=mp.Event().wait)
    sleeper.start()
    sleeper.terminate()
    sleeper.join()
    print(sleeper.exitcode)
