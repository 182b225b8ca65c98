"""Sets: a sieve, unions, differences, membership."""


def sieve(n):
    candidates = set(range(2, n))
    primes = []
    for i in range(2, n):
        if i in candidates:
            primes.append(i)
            candidates -= set(range(i * i, n, i))
    return primes


def overlap(rounds):
    total = 0
    for i in range(rounds):
        a = {(i * k) % 97 for k in range(40)}
        b = {(i + k * k) % 89 for k in range(40)}
        total += len(a & b) + len(a | b) - len(a ^ b) + (a <= b)
    return total


print(len(sieve(120000)), overlap(20000))
