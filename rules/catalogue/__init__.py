"""Built-in rows: tools that write to disk, a file a tool."""
