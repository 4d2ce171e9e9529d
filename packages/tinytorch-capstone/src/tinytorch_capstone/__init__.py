"""tinytorch-capstone: the competition and the example systems, on top of all the earlier stages.

Importing this package does nothing; what it offers is found by entry points.
"""

__version__ = "0.1.0"
