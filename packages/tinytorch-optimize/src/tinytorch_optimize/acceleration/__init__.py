"""Module 15: the rungs from readable loops to fast kernels, each a backend that can be selected by name."""
