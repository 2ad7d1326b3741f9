"""Template tags and filters of the kernel."""
