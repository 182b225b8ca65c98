"""An exception while handling another prints both."""
try: {}["missing"]
except KeyError:
    undefined + 1
