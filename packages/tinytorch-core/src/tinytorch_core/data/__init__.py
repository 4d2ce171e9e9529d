"""The real data that every installation has: 1,797 handwritten digits, so that a first network needs no download.

Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI Machine Learning Repository,
doi 10.24432/C50P49, licence CC BY 4.0. README.md beside this file says where the copy comes from, DIGITS-LICENSE.txt
is the licence.
"""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

DIGITS_FILE = Path(__file__).with_name("digits.npz")
DIGITS_SHA256 = "56691635b5c95f315ed55907c4fe83309809b3b822ee0b8d68e84bba3ffd4ca3"
TEST_IMAGES = 360  # a fifth of 1,797; the other 1,437 are for learning
SPLIT_SEED = 1797

REPAIR = (
    "pip install --force-reinstall --no-deps tinytorch-core"
    " (from a checkout: pip install --force-reinstall --no-deps packages/tinytorch-core)"
)


class DataError(RuntimeError):
    """A bundled data file is missing or is not the one that was shipped."""


class Split(NamedTuple):
    """Images to learn from and images to be tested on, each with their labels."""

    train_images: npt.NDArray[Any]
    train_labels: npt.NDArray[Any]
    test_images: npt.NDArray[Any]
    test_labels: npt.NDArray[Any]


def load_digits() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Handwritten digits: images and the digit that each one shows.

    Returns:
        images: (1797, 8, 8) uint8, how much ink each pixel has, 0 (none) .. 16 (full).
        labels: (1797,) int64, 0 .. 9.

    Raises:
        DataError: the file is missing or damaged; the message names the command that repairs it.

    Source: Alpaydin and Kaynak (1998), doi 10.24432/C50P49, licence CC BY 4.0.

    >>> images, labels = load_digits()
    >>> images.shape, labels[:4].tolist()
    ((1797, 8, 8), [0, 1, 2, 3])
    """
    with np.load(BytesIO(_read_digits()), allow_pickle=False) as arrays:
        return arrays["images"], arrays["labels"].astype(np.int64)


def check_digits() -> None:
    """Raises DataError unless the bundled digits are, byte for byte, the ones that were shipped."""
    _read_digits()


def _read_digits() -> bytes:
    """The bytes of the file, which are proven whole before anything is made of them."""
    try:
        content = DIGITS_FILE.read_bytes()
    except OSError as error:
        raise DataError(f"the handwritten digits cannot be read ({error}). Repair: {REPAIR}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != DIGITS_SHA256:
        raise DataError(
            f"{DIGITS_FILE} is damaged: its sha256 is {found[:12]}... over {len(content)} bytes, "
            f"and it should be {DIGITS_SHA256[:12]}... Repair: {REPAIR}"
        )
    return content


def split(images: npt.NDArray[Any], labels: npt.NDArray[Any], test: int = TEST_IMAGES) -> Split:
    """Parts the data, the same way every time, into images to learn from and images to be tested on.

    The order is a random permutation with a fixed seed, and the last `test` images of it are for testing. The file
    does not say who wrote which image, so one writer's digits fall into both parts: the test tells how well new
    images are read, not how well new hands are.

    Args:
        images: (N, ...) any array.
        labels: (N,).
        test: how many to test on, 0 < test < N.

    Raises:
        ValueError: there is not one label per image, or a part would be empty.

    >>> parts = split(*load_digits())
    >>> len(parts.train_labels), len(parts.test_labels)
    (1437, 360)
    """
    if len(images) != len(labels) or not 0 < test < len(images):
        raise ValueError(
            f"split(test={test}) got {len(images)} images and {len(labels)} labels; it needs one label per image "
            "and at least one image in each part"
        )
    # RandomState, not default_rng: NumPy promises that this old stream never changes between its versions.
    order = np.random.RandomState(SPLIT_SEED).permutation(len(images))
    learn, hold = order[:-test], order[-test:]
    return Split(images[learn], labels[learn], images[hold], labels[hold])
