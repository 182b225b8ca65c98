"""A group in a group, more than ten deep, uncaught; with a note."""
error = ValueError("deep")
for i in range(12):
    error = ExceptionGroup(f"level {i}", [error, TypeError(i)][:1 + i % 2])
error.add_note("the note of the outermost")
raise error
