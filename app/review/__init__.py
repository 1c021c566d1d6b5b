"""What if: the same drive under other rules or through another network, and what differs."""
