"""Liberties of groups on a go board: flood fill over lists and sets."""


def groups(board, size):
    seen, out = set(), []
    for start in range(size * size):
        if start in seen or board[start] == ".":
            continue
        stones, liberties, todo = [], set(), [start]
        seen.add(start)
        while todo:
            at = todo.pop()
            stones.append(at)
            x, y = at % size, at // size
            for nx, ny in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)):
                if 0 <= nx < size and 0 <= ny < size:
                    n = ny * size + nx
                    if board[n] == ".":
                        liberties.add(n)
                    elif board[n] == board[start] and n not in seen:
                        seen.add(n)
                        todo.append(n)
        out.append((len(stones), len(liberties)))
    return out


size, state, total = 19, 7, 0
for game in range(1000):
    board = []
    for _ in range(size * size):
        state = (state * 1103515245 + 12345) % 2147483648
        board.append("XO."[state >> 16 & 1 if state >> 20 & 3 else 2])
    total += sum(stones * free for stones, free in groups(board, size))
print(total)
