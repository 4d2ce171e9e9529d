"""Exported names that no case compares with PyTorch, each with the reason and where it is tested instead."""

EXEMPT: dict[str, str] = {
    "calibrate": "measures this machine; PyTorch has no counterpart. tests/core/test_environment.py",
    "show_versions": "a report in words; PyTorch has no counterpart. tests/core/test_environment.py",
    "summary": "a table of layers; PyTorch has no counterpart. tests/core/test_layers_summary.py",
    "save": "a format of its own (safetensors and JSON). tests/core/test_serialization.py",
    "load": "a format of its own (safetensors and JSON). tests/core/test_serialization.py",
}
