"""Notes are printed under the exception."""
e = ValueError("has notes"); e.add_note("first\nsecond line"); e.add_note("third")
raise e
