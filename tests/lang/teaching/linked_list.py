"""A singly linked list: insert, delete, reverse, find the middle, merge."""


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

    def __repr__(self):
        return f"Node({self.value!r})"


class LinkedList:
    def __init__(self, values=()):
        self.head = None
        self._size = 0
        for value in values:
            self.append(value)

    def append(self, value):
        node = Node(value)
        if self.head is None:
            self.head = node
        else:
            last = self.head
            while last.next:
                last = last.next
            last.next = node
        self._size += 1

    def prepend(self, value):
        self.head = Node(value, self.head)
        self._size += 1

    def remove(self, value):
        previous, node = None, self.head
        while node and node.value != value:
            previous, node = node, node.next
        if node is None:
            raise ValueError(f"{value!r} is not in the list")
        if previous is None:
            self.head = node.next
        else:
            previous.next = node.next
        self._size -= 1

    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def middle(self):
        slow = fast = self.head
        while fast and fast.next:
            slow, fast = slow.next, fast.next.next
        return slow

    def has_cycle(self):
        slow = fast = self.head
        while fast and fast.next:
            slow, fast = slow.next, fast.next.next
            if slow is fast:
                return True
        return False

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self):
        return self._size

    def __str__(self):
        return " -> ".join(map(str, self)) or "(empty)"

    def __contains__(self, value):
        return any(v == value for v in self)


def merge(a, b):
    """Merges two sorted lists into a new one."""
    result, x, y = LinkedList(), a.head, b.head
    while x and y:
        if x.value <= y.value:
            result.append(x.value)
            x = x.next
        else:
            result.append(y.value)
            y = y.next
    for rest in (x, y):
        while rest:
            result.append(rest.value)
            rest = rest.next
    return result


numbers = LinkedList([3, 1, 4, 1, 5])
print(numbers, len(numbers), numbers.middle(), 4 in numbers, 9 in numbers)
numbers.prepend(0)
numbers.remove(1)
numbers.reverse()
print(numbers, list(numbers), sum(numbers), max(numbers))
try:
    numbers.remove(42)
except ValueError as e:
    print("error:", e)
print(merge(LinkedList([1, 3, 5]), LinkedList([2, 4, 6, 8])))
loop = LinkedList("abc")
print(loop.has_cycle())
loop.head.next.next.next = loop.head
print(loop.has_cycle())
print(LinkedList())
