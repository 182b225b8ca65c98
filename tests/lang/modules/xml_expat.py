"""XML parsers: each handler of expat with its arguments, errors, and what
the library builds on them."""
# runner: audit-every=3000 timeout=90
import io
import sys
import traceback
from xml.parsers import expat

DOCUMENT = b"""<?xml version="1.0" encoding="iso-8859-1" standalone="no"?>
<!DOCTYPE root SYSTEM "root.dtd" [
  <!NOTATION gif SYSTEM "gif">
  <!ENTITY small "text">
  <!ENTITY picture SYSTEM "p.gif" NDATA gif>
  <!ENTITY outside SYSTEM "outside.xml">
  <!ELEMENT root (item | note+)*>
  <!ATTLIST root kind CDATA "plain">
]>
<?target some data?>
<root xmlns:n="http://example.org/n" a="1" b="\xe9">
  <!-- comment -->
  <n:item>one &small; two</n:item><![CDATA[<raw>]]>
  &outside;
</root>
"""
NAMES = [n for n in dir(expat.ParserCreate()) if n.endswith("Handler")]
print(len(NAMES), NAMES)


def recorder(name):
    def handle(*args):
        if name == "ExternalEntityRef":
            args = args[1:]  # the context's order depends on hashes
        print(name, args)
        return 1
    return handle


def parse(data, separator=None, skip=(), **flags):
    parser = expat.ParserCreate(None, separator)
    for name in NAMES:
        if not name.startswith("Default") and name not in skip:
            setattr(parser, name, recorder(name[:-7]))
    for name, value in flags.items():
        setattr(parser, name, value)
    result = parser.Parse(data, True)
    print("result", result, parser.CurrentLineNumber,
          parser.CurrentColumnNumber, parser.CurrentByteIndex)
    return parser


parse(DOCUMENT)
parse(DOCUMENT, "|", ("CharacterDataHandler", "ElementDeclHandler"),
      ordered_attributes=True, namespace_prefixes=True)
p = parse("<a>x\ny<b/>é</a>", skip=("XmlDeclHandler",), buffer_text=True)
print(p.buffer_text, p.buffer_size, p.buffer_used, p.intern)
p = expat.ParserCreate()
p.DefaultHandlerExpand = recorder("DefaultExpand")
p.StartElementHandler = recorder("Start")
p.Parse("<a>text<b c='d'/></a>")
p.StartElementHandler = None
print(p.StartElementHandler, p.Parse("", True))
p = expat.ParserCreate()
p.EndElementHandler = recorder("End")
print(p.ParseFile(io.BytesIO(b"<a><b/></a>")))

for wrong in ("<a>", "<a></b>", "", "<a>&foo;</a>", "<a b=1/>", "<a/><b/>",
              "<a x='1' x='2'/>", b"\xff\xfe", "<a>\x01</a>"):
    try:
        expat.ParserCreate().Parse(wrong, True)
    except expat.ExpatError as e:
        print(repr(wrong), e, e.code, e.lineno, e.offset,
              expat.ErrorString(e.code))
print(expat.errors.XML_ERROR_SYNTAX,
      expat.errors.codes["syntax error"], expat.errors.messages[2],
      expat.model.XML_CTYPE_SEQ, expat.ExpatError is expat.error,
      expat.ExpatError.__module__)


def fail(*args):
    raise KeyError(args[0])


p = expat.ParserCreate()
p.StartElementHandler = fail
p.EndElementHandler = recorder("never")
try:
    p.Parse("<a><b/></a>", True)
except KeyError as e:
    names = [f.name for f in traceback.extract_tb(e.__traceback__)]
    print(repr(e), names[0], names[-1])
for wrong in (lambda: expat.ParserCreate("utf-8", "ab"),
              lambda: expat.ParserCreate(3), lambda: p.Parse(3),
              lambda: expat.ParserCreate(intern=3),
              lambda: delattr(p, "StartElementHandler"),
              lambda: setattr(p, "foo", 3)):
    try:
        wrong()
    except Exception as e:
        print(type(e).__name__, e)


# A parser in a cycle with its handler.
class Reader:
    def __init__(self):
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start

    def start(self, name, attributes):
        print("started", name, attributes)

    def __del__(self):
        print("reader gone")


import gc
Reader().parser.Parse("<x y='z'/>")
print(gc.collect() > 0)

import xml.etree.ElementTree as ET
tree = ET.fromstring('<a x="1"><b>t&amp;u</b>tail<c/></a>')
print(tree.attrib, tree[0].text, tree[0].tail, ET.tostring(tree))
for event, element in ET.iterparse(io.BytesIO(b"<r><i>1</i><i>2</i></r>"),
                                   ("start", "end")):
    print(event, element.tag, element.text)
try:
    ET.fromstring("<a>\n<b></a>")
except ET.ParseError as e:
    print(e, e.code, e.position,
          [f.name for f in traceback.extract_tb(e.__traceback__)])
print(ET.fromstring(b'<?xml version="1.0" encoding="cp1252"?><a>\x80</a>').text)
p = expat.ParserCreate()
p.buffer_size = 4
p.buffer_text = True
p.CharacterDataHandler = recorder("CharacterData")
p.Parse("<a>abcdefghij", False)
p.Parse("k</a>", True)
for wrong in (0, -1, "a", 2 ** 40):
    try:
        p.buffer_size = wrong
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
