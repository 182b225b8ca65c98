"""SystemExit without a value is status 0."""
print("x")
raise SystemExit
