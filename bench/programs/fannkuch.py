"""Reversing prefixes of permutations: lists and small ints."""


def fannkuch(n):
    permutation = list(range(n))
    counts = [0] * n
    most, checksum, sign = 0, 0, 1
    while True:
        first = permutation[0]
        if first:
            flips = 1
            work = permutation[:]
            while True:
                head = work[first]
                if head == 0:
                    break
                work[first] = first
                if first > 2:
                    i, j = 1, first - 1
                    while i < j:
                        work[i], work[j] = work[j], work[i]
                        i += 1
                        j -= 1
                first = head
                flips += 1
            most = max(most, flips)
            checksum += sign * flips
        if sign == 1:
            permutation[0], permutation[1] = permutation[1], permutation[0]
            sign = -1
        else:
            permutation[1], permutation[2] = permutation[2], permutation[1]
            sign = 1
            for i in range(2, n):
                if counts[i] < i:
                    counts[i] += 1
                    break
                counts[i] = 0
                if i == n - 1:
                    return checksum, most
                permutation.insert(i + 1, permutation.pop(0))


print(fannkuch(9))
