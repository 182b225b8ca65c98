"""Sorting by hand: counting comparisons, stability, sorting in place."""


class Counted:
    compared = 0

    def __init__(self, key, label):
        self.key, self.label = key, label

    def __lt__(self, other):
        Counted.compared += 1
        return self.key < other.key

    def __repr__(self):
        return f"{self.key}{self.label}"


def bubble(items):
    for end in range(len(items) - 1, 0, -1):
        swapped = False
        for i in range(end):
            if items[i + 1] < items[i]:
                items[i], items[i + 1] = items[i + 1], items[i]
                swapped = True
        if not swapped:
            break


def insertion(items):
    for i in range(1, len(items)):
        item, j = items[i], i
        while j > 0 and item < items[j - 1]:
            items[j] = items[j - 1]
            j -= 1
        items[j] = item


def merge(items):
    if len(items) < 2:
        return
    middle = len(items) // 2
    left, right = items[:middle], items[middle:]
    merge(left)
    merge(right)
    i = j = 0
    for k in range(len(items)):
        if j == len(right) or (i < len(left) and not right[j] < left[i]):
            items[k], i = left[i], i + 1
        else:
            items[k], j = right[j], j + 1


def quick(items, low=0, high=None):
    high = len(items) - 1 if high is None else high
    if low >= high:
        return
    pivot, place = items[high], low
    for i in range(low, high):
        if items[i] < pivot:
            items[i], items[place] = items[place], items[i]
            place += 1
    items[place], items[high] = items[high], items[place]
    quick(items, low, place - 1)
    quick(items, place + 1, high)


for sort in bubble, insertion, merge, quick, list.sort:
    Counted.compared = 0
    items = [Counted(k, l) for k, l in zip([3, 1, 2, 3, 1, 9, 2], "abcdefg")]
    same = items
    sort(items)
    print(f"{sort.__name__:<10}{Counted.compared:>4}", items, same is items)
