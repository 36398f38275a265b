"""Disks and what fills them."""
