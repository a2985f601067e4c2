"""The index of sources, a table in Markdown: read (`read_index`), and rows added to it (`write`)."""
