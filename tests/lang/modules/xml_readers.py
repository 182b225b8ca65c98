"""minidom, sax, plistlib and xmlrpc over expat."""
# runner: modes=plain,all timeout=60
import plistlib
import xml.dom.minidom
import xml.sax
import xmlrpc.client


class Handler(xml.sax.ContentHandler):
    def startElement(self, name, attributes):
        print("start", name, dict(attributes))

    def endElement(self, name):
        print("end", name)

    def characters(self, content):
        print("characters", repr(content))


xml.sax.parseString('<a y="1">hi<b/></a>', Handler())
try:
    xml.sax.parseString("<a>", Handler())
except xml.sax.SAXParseException as e:
    print(e)
document = xml.dom.minidom.parseString(
    '<!DOCTYPE a [<!ELEMENT a (b)>]><a><!-- c --><b x="2">\xe9</b></a>')
print(document.toprettyxml())
print(document.getElementsByTagName("b")[0].getAttribute("x"),
      document.doctype.internalSubset)
print(plistlib.loads(plistlib.dumps({"a": [1, "x", True, 2.5, b"bytes"]})))
print(xmlrpc.client.loads(xmlrpc.client.dumps((1, "a", [2.5]), "m")))
