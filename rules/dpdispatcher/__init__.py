"""Files for DPDispatcher and the tools above it."""
