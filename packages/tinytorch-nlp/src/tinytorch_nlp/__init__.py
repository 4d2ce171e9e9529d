"""tinytorch-nlp: tokenization, embeddings, attention and transformers, on top of tinytorch-train.

Importing this package does nothing; what it offers is found under the front door `tinytorch`.
"""

__version__ = "0.1.0"
