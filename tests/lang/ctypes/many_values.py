"""Many foreign values at once: the recorder asks the type of each, and that
tells of counts while it is asked."""
# runner: audit-every=1000
import ctypes

kept = [ctypes.c_long(number) for number in range(20000)]
print(sum(value.value for value in kept[::1000]))
