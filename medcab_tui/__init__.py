"""medcab: the medical worker's cabinet in the terminal."""

__version__ = "0.1.0"
