"""Job specs."""
