"""What beginners mistype: the message, the line and the caret of each slip."""
# runner: audit-every=500 modes=plain,audit,all timeout=120
from _cases import run_cases

run_cases("_syntax_slips.txt")
