"""Shell start-up files."""
