"""What is measured once and used ever after."""
