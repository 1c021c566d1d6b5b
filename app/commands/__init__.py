"""One module per command of `cabinsight`, and what they share."""
