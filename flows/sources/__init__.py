"""Where documents come from: each source yields documents, and knows nothing of what becomes of them."""
