"""Metamodels: networks, losses, data sets, recipes, metrics. Torch lives here."""
