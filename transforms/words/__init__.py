"""Packaged lists of words and names: places and peoples, given names, kinds of things."""
