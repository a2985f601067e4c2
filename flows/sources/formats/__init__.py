"""Feeds, sitemaps, lists of feeds, and what an address turns out to be: parsed here, never asked for."""
