"""Errors while a program runs: calls, names, attributes, operators, indexes."""
# runner: audit-every=500 modes=plain,audit,all timeout=120
from _cases import run_cases

run_cases("_runtime_1.txt")
