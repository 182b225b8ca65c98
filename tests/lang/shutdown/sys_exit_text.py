"""sys.exit with a text prints it on stderr and the status is 1."""
import sys
sys.exit("a message")
