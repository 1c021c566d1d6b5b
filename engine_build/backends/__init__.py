"""Building for one runtime: a module each. Nothing here runs an engine."""
