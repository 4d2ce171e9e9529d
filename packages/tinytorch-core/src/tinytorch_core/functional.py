"""The functions behind the layers, by the names of torch.nn.functional: a table of contents."""

from tinytorch_core.activations import gelu, log_softmax, relu, sigmoid, softmax, tanh
from tinytorch_core.activations_variants import (
    elu,
    elu_,
    hardtanh,
    hardtanh_,
    leaky_relu,
    leaky_relu_,
    logsigmoid,
    relu6,
    silu,
    softmin,
    softplus,
)
from tinytorch_core.functional_vectors import cosine_similarity, normalize, one_hot, pad
from tinytorch_core.layers import dropout, linear
from tinytorch_core.losses import cross_entropy, mse_loss, nll_loss
from tinytorch_core.losses_probability import binary_cross_entropy, binary_cross_entropy_with_logits, kl_div
from tinytorch_core.losses_regression import huber_loss, l1_loss, smooth_l1_loss
from tinytorch_core.tensor_activations import relu_

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "elu",
    "elu_",
    "gelu",
    "hardtanh",
    "hardtanh_",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "leaky_relu",
    "leaky_relu_",
    "linear",
    "log_softmax",
    "logsigmoid",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "relu",
    "relu6",
    "relu_",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "softmax",
    "softmin",
    "softplus",
    "tanh",
]
