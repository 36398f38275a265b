"""Pages of advice: commands for this machine."""
