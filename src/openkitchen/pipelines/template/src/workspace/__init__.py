"""Code of this workspace alone."""
