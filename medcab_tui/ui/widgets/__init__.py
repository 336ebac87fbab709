"""The widgets every screen is made of: each draws its own lines, none has a widget per row."""
