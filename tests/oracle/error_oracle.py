"""Compares syntax errors with CPython's on mutated snippets.

usage: python3.11 error_oracle.py AST_MAIN [--seed=N] [--show=N] [--all=N]
Each snippet of error_snippets.txt is compared as it is and with each of its
tokens deleted, doubled, exchanged with the next one or replaced. Compared
are type, message, line, offset, end line and end offset.
"""
import ast
import collections
import io
import os
import random
import sys
import tokenize
import warnings

from ast_oracle_batch import Batch

REPLACEMENTS = ("( ) [ ] { } : , ; . = == := + * ** -> @ ! $ ? x 1 'a' f'{x}' "
                "1a 0777 if else for in is not lambda def class with as try "
                "except finally import from return yield await async del "
                "None True print _ match case \\ # '").split() + ["\n", "\n  "]


def expected(text):
    try:
        ast.parse(text)
    except SyntaxError as e:
        return "%s: %s [%s:%s-%s:%s]" % (
            type(e).__name__, e.msg, e.lineno or 0, e.offset or 0,
            e.end_lineno or 0, e.end_offset or 0)
    except (ValueError, MemoryError, OverflowError) as e:
        return "%s: %s [0:0-0:0]" % (type(e).__name__, e)
    except RecursionError:
        return "RecursionError"
    return "ok"


def mutations(text, rng):
    yield text
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    spans = []
    for token in tokens:
        if token.string.strip(" "):
            begin = starts[token.start[0] - 1] + token.start[1]
            end = starts[token.end[0] - 1] + token.end[1]
            spans.append((begin, end))
    for i, (begin, end) in enumerate(spans):
        yield text[:begin] + text[end:]
        yield text[:end] + " " + text[begin:end] + text[end:]
        yield text[:begin]
        if i + 1 < len(spans):
            b2, e2 = spans[i + 1]
            yield (text[:begin] + text[b2:e2] + text[end:b2]
                   + text[begin:end] + text[e2:])
        for word in rng.sample(REPLACEMENTS, 5):
            yield text[:begin] + word + text[end:]
            yield text[:begin] + word + " " + text[begin:]


def main():
    warnings.simplefilter("ignore")
    options = dict(a[2:].split("=") for a in sys.argv[2:])
    rng = random.Random(int(options.get("seed", 1)))
    show = int(options.get("show", 20))
    batch = Batch(sys.argv[1], "--no-tree")
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "error_snippets.txt")) as file:
        snippets = file.read().split("\n%%\n")
    seen = set()
    wrong = collections.Counter()
    equal = errors = 0
    for snippet in snippets:
        for text in mutations(snippet, rng):
            if text in seen or "\0" in text:
                continue
            seen.add(text)
            theirs = expected(text)
            ours = batch.ask(text.encode("utf-8", "surrogatepass"))
            ours = ours.replace(" incomplete", "")
            if ours.startswith("(died"):
                batch = Batch(sys.argv[1], "--no-tree")
            errors += theirs != "ok"
            if ours == theirs:
                equal += theirs != "ok"
                continue
            key = theirs.split(" [")[0] + " | " + ours.split(" [")[0]
            wrong[key] += 1
            if wrong[key] <= 2 and show > 0:
                show -= 1
                print("%r\n  ours    %s\n  CPython %s" % (text, ours, theirs))
    for key, count in wrong.most_common(40):
        print("%5d  %s" % (count, key))
    print("%d of %d errors equal (%.2f %%), %d texts wrong of %d" % (
        equal, errors, 100 * equal / max(1, errors), sum(wrong.values()),
        len(seen)))


main()
