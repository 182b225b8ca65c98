"""A recursive fast Fourier transform over lists of complex numbers."""
import cmath


def fft(values):
    n = len(values)
    if n == 1:
        return values
    even, odd = fft(values[::2]), fft(values[1::2])
    out = [0j] * n
    for k in range(n // 2):
        turned = cmath.exp(-2j * cmath.pi * k / n) * odd[k]
        out[k] = even[k] + turned
        out[k + n // 2] = even[k] - turned
    return out


for _ in range(4):
    result = fft([complex(i % 7, 0) for i in range(32768)])
print(round(abs(result[1]), 6), round(abs(result[16384]), 6))
