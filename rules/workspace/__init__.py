"""Editors that work from afar."""
