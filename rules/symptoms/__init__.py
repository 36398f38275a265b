"""Error texts that tools print, a file a topic."""
