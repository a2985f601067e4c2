"""Text to quotations with their sources."""
