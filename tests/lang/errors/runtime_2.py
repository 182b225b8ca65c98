"""Errors while a program runs: classes, chains, groups, built-in functions."""
# runner: audit-every=500 modes=plain,audit,all timeout=120
from _cases import run_cases

run_cases("_runtime_2.txt")
