"""Job scripts of any scheduler: what they ask for, and what their commands do."""
