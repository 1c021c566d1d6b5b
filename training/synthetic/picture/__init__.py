"""Light, lens and renderer: surfaces become a picture."""
