"""Asking for an address: `fetcher` (READ FIRST), who may be asked (`addresses`, `robots`), how often (`politeness`)."""
