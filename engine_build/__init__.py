"""A trained metamodel becomes a bundle and its engines."""
