# runner: audit-every=3000 timeout=40
import codecs
print('é€'.encode('cp1252'), b'\x80'.decode('cp1252'), codecs.lookup('utf-8').name)
try: 'a'.encode('nope')
except LookupError as e: print(e)
try: '中'.encode('cp1252')
except UnicodeEncodeError as e: print(e)
print('中x'.encode('cp1252','replace'), codecs.encode('abc','rot13'), 'a\té中'.encode('unicode_escape'), b'\\u4e2d\\x41\\n'.decode('unicode_escape'))
d = codecs.getincrementaldecoder('utf-8')()
print([d.decode(bytes([b])) for b in '€é'.encode()])
codecs.register_error('my', lambda e: ('?!', e.end)); print('aéb'.encode('ascii','my'), codecs.lookup_error('strict'))
import json; print(json.dumps({'a':[1,2.5,None,True,'é\n']}), json.loads('{"x": [1, 2.0, "\\u00e9"]}'))
