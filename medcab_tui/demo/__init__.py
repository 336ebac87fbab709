"""Generated people, scripted sessions and their player."""
