"""Carets after characters beyond ASCII."""
text = "äöü€"; print(text); "ä€" + text.nope
