# runner: audit-every=3000 timeout=40
import struct
for pre in '@<':
  for c in 'bBhHiIlLqQnNP?cefdsp':
    if pre=='<' and c in 'nNP': continue
    for v in (10**30, -10**30, 2**15, 2**31, -1, 300, 'x', 1.5, None, b'xy', 1e300):
        try: r=struct.pack(pre+c, v)
        except Exception as e: r=type(e).__name__+': '+str(e)
        print(pre, c, repr(v), r)
for f,a in [('i',()),('2i',(1,)),('ii',(1,2,3)),('z',(1,)),('3',()),('i 3',(1,)),('<i@',(1,)),('5s',(b'ab',)),('5p',(b'abcdefg',)),('0i',()),('3x',()),('é',()),('99999999999999999999i',())]:
    try: r=struct.pack(f,*a)
    except Exception as e: r=type(e).__name__+': '+str(e)
    print(f,a,r)
for f,b in [('i',b'abc'),('<hh',b'abcde'),('b',[1]),('>d',b'12345678'),('4s2p?',b'abcd\x01x\x02'),('c',b'a'),('n',b'12345678'),('e',b'\x00<')]:
    try: r=struct.unpack(f,b)
    except Exception as e: r=type(e).__name__+': '+str(e)
    print(f,b,r)
s=struct.Struct('<hI'); print(s.size,s.format,s)
for args in [(bytearray(10),2,1,2),(bytearray(5),0,1,2),(bytearray(10),-6,1,2),(bytearray(10),-3,1,2),(bytearray(10),11,1,2),(b'123456',0,1,2),(bytearray(10),0,1),(bytearray(10),)]:
    try: r=s.pack_into(*args); r=args[0]
    except Exception as e: r=type(e).__name__+': '+str(e)
    print(args,r)
for args in [(b'abcdefgh',1),(b'abcdefgh',3),(b'abcdefgh',-6),(b'abcdefgh',-3),(b'ab',),(b'abcdef',9),(b'ab',-5)]:
    try: r=s.unpack_from(*args)
    except Exception as e: r=type(e).__name__+': '+str(e)
    print(args,r)
print(list(struct.iter_unpack('<h',b'abcd')))
try: struct.iter_unpack('<h',b'abc')
except Exception as e: print(e)
try: struct.iter_unpack('',b'abc')
except Exception as e: print(e)
print(struct.calcsize('@bi'),struct.calcsize('<bi'),struct.calcsize('bq0i'), struct.error, struct.unpack('<f',struct.pack('<f',3.4e38)))
