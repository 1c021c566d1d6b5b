"""Metamodels: features, coordinate head, visibility branch; and the driver detector."""
