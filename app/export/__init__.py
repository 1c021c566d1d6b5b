"""A drive for others: one module per format."""
