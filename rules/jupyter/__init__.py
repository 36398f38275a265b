"""Jupyter: kernels that cannot start or that no server finds."""
