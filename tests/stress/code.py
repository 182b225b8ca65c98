"""Generators, exceptions and classes that change while others call them."""
import sys
import threading

sys.setswitchinterval(1e-6)


class Shape:
    area = 1

    def size(self):
        return self.area

    @property
    def half(self):
        return self.area / 2


class Round(Shape):
    pass


shape, wrong, done = Round(), [], [0] * 4


def numbers(n):
    try:
        for i in range(n):
            yield i
    finally:
        i = None


def fail(depth):
    if depth == 0:
        raise KeyError("deep")
    try:
        fail(depth - 1)
    except (KeyError, ValueError) as error:
        raise ValueError(depth) from error


def work(k):
    for i in range(60):
        if shape.size() not in (1, 2, 3) or shape.half > 1.5:
            wrong.append(i)
        if k == 0:
            Shape.area = 1 + i % 3
        if k == 1:
            Round.size = Shape.size
            del Round.size
        if sum(numbers(10)) != 45:
            wrong.append(i)
        stopped = numbers(5)
        next(stopped)
        del stopped
        try:
            fail(3)
        except ValueError as error:
            if str(error.__cause__.__cause__.__cause__) != "'deep'":
                wrong.append(error)
        made = type("Made%d" % i, (Shape,), {"area": k})
        if made().size() != k:
            wrong.append(made)
        done[k] += 1


threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(wrong, done)
