"""Random numbers with a seed: dice, walks, shuffles, statistics."""
# runner: audit-every=300
import random
import statistics
from collections import Counter

random.seed(2024)
print([random.randint(1, 6) for _ in range(10)], random.random(), random.choice("abc"))
print(random.sample(range(100), 5), random.uniform(1, 2), random.randrange(0, 50, 5))
cards = [f"{rank}{suit}" for suit in "CDHS" for rank in "A23"]
random.shuffle(cards)
print(cards, random.choices("ab", weights=[9, 1], k=10))
print(random.gauss(0, 1), random.expovariate(1.5), random.betavariate(1, 2), random.triangular(0, 1, 0.5))
state = random.getstate()
first = [random.random() for _ in range(3)]
random.setstate(state)
print(first == [random.random() for _ in range(3)], random.getrandbits(70), random.randbytes(4))
own = random.Random(5)
print(own.random(), random.Random(5).random(), random.Random("text").randint(0, 99))


def pi(n):
    inside = sum(random.random() ** 2 + random.random() ** 2 <= 1 for _ in range(n))
    return 4 * inside / n


print(pi(500))
sums = Counter(random.randint(1, 6) + random.randint(1, 6) for _ in range(300))
for total in range(2, 13):
    print(f"{total:2d} {'#' * (sums[total] // 4)}")


def walk(steps):
    x = y = 0
    for _ in range(steps):
        dx, dy = random.choice([(0, 1), (1, 0), (0, -1), (-1, 0)])
        x, y = x + dx, y + dy
    return abs(x) + abs(y)


distances = [walk(20) for _ in range(30)]
print(distances, statistics.mean(distances), statistics.median(distances))
print(statistics.stdev(distances), statistics.mode([1, 1, 2]), statistics.multimode("aabb"),
      statistics.quantiles([1, 2, 3, 4, 5], n=4), statistics.pvariance([1, 2, 3]),
      statistics.fmean([1, 2, 4]), statistics.harmonic_mean([40, 60]), statistics.geometric_mean([1, 4]))
print(statistics.correlation([1, 2, 3], [2, 4, 7]), statistics.linear_regression([1, 2, 3], [2, 4, 6]))
norm = statistics.NormalDist(100, 15)
print(norm.cdf(115), norm.inv_cdf(0.5), norm.overlap(statistics.NormalDist(110, 15)), norm + 5)


def monty(switch):
    car, pick = random.randrange(3), random.randrange(3)
    opened = next(d for d in range(3) if d not in (car, pick))
    if switch:
        pick = next(d for d in range(3) if d not in (pick, opened))
    return pick == car


print(sum(monty(True) for _ in range(300)), sum(monty(False) for _ in range(300)))
for bad in (lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.randint(3, 1),
            lambda: statistics.mean([]), lambda: random.sample({1, 2}, 1), lambda: random.randrange(0),
            lambda: statistics.stdev([1]), lambda: random.choices([], k=1), lambda: random.randrange(1.5)):
    try:
        print(bad())
    except (IndexError, ValueError, TypeError, statistics.StatisticsError) as error:
        print(type(error).__name__ + ":", error)
