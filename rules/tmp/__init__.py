"""The folder for temporary files."""
