# runner: audit-every=3000 timeout=40
import binascii, base64
d=bytes(range(256))
print(binascii.hexlify(d), binascii.hexlify(b'abcdef', '-', 2), binascii.unhexlify('00ff'), binascii.crc32(d), binascii.crc32(b'x', 5), binascii.crc_hqx(d,0))
for n in range(6): print(base64.b64encode(d[:n]), base64.b64decode(base64.b64encode(d[:n])))
print(base64.b32encode(d[:10]), base64.b85encode(d[:10]), base64.urlsafe_b64encode(d[250:]), base64.b16encode(b'ab'), base64.a85encode(d[:9]))
print(binascii.b2a_uu(d[:45]), binascii.a2b_uu(binascii.b2a_uu(d[:45])) == d[:45])
for f in (lambda: binascii.unhexlify('0'), lambda: binascii.unhexlify('zz'), lambda: binascii.a2b_base64('abc'), lambda: binascii.a2b_base64('abcde'), lambda: binascii.a2b_base64('ab=c='), lambda: binascii.a2b_base64(b'ab==cd'), lambda: binascii.a2b_base64('a b c d !='), lambda: binascii.hexlify('x'), lambda: binascii.a2b_base64('é'), lambda: binascii.a2b_base64('ab==c', strict_mode=True), lambda: binascii.a2b_base64('=abc', strict_mode=True), lambda: binascii.a2b_base64('a-bc', strict_mode=True),lambda: binascii.a2b_base64(b'a'),lambda: binascii.a2b_base64(b'ab='), lambda: binascii.b2a_uu(d)):
    try: print(f())
    except Exception as e: print(type(e), e)
import secrets; print(len(secrets.token_hex(8)))
