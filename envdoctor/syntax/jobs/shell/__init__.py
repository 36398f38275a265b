"""What a job script does: its commands, by tree-sitter."""
