"""Running a bundle: one small interface, one module per backend."""
