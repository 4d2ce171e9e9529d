"""Exported names that no case compares with PyTorch, each with the reason and where it is tested instead."""

EXEMPT: dict[str, str] = {
    "summary": "PyTorch has none; tests/core/test_layers_summary.py",
}
