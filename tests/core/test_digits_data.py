"""The bundled digits: that they are whole, that they are the UCI set, and that a damaged file is not used."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from tinytorch_core import data
from tinytorch_core.data import DIGITS_FILE, DIGITS_SHA256, DataError, check_digits, load_digits, split

FOLDER = Path(data.__file__).parent
UCI_TEST_SET_COUNTS = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # from the UCI description of the set
FIRST_IMAGE = [
    [0, 0, 5, 13, 9, 1, 0, 0],
    [0, 0, 13, 15, 10, 15, 5, 0],
    [0, 3, 15, 2, 0, 11, 8, 0],
    [0, 4, 12, 0, 0, 8, 8, 0],
    [0, 5, 8, 0, 0, 9, 8, 0],
    [0, 4, 11, 0, 1, 12, 7, 0],
    [0, 2, 14, 5, 10, 12, 0, 0],
    [0, 0, 6, 13, 10, 0, 0, 0],
]


def test_the_file_is_the_one_that_was_shipped() -> None:
    content = DIGITS_FILE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == DIGITS_SHA256
    assert len(content) == 44_656
    check_digits()


def test_the_pixels_are_those_of_the_uci_set() -> None:
    images, labels = load_digits()
    rows = np.concatenate([images.reshape(-1, 64), labels[:, None].astype(np.uint8)], axis=1)
    assert images[0].tolist() == FIRST_IMAGE
    # The rows of optdigits.tes in their order, one byte per number; the file's packing has no part in this.
    expected = "68aea062d35a127749050fa0e52dca09d6569ac08092c925610e0954e172dde2"
    assert hashlib.sha256(rows.tobytes()).hexdigest() == expected


def test_shapes_types_and_ranges_are_as_documented() -> None:
    images, labels = load_digits()
    assert (images.shape, images.dtype) == ((1797, 8, 8), np.dtype(np.uint8))
    assert (labels.shape, labels.dtype) == ((1797,), np.dtype(np.int64))
    assert (images.min(), images.max()) == (0, 16)
    assert np.bincount(labels).tolist() == UCI_TEST_SET_COUNTS


def test_every_call_gives_arrays_of_its_own() -> None:
    images, labels = load_digits()
    images[:], labels[:] = 0, 0
    again, labels_again = load_digits()
    assert again.max() == 16
    assert labels_again.max() == 9


def test_licence_and_origin_stand_beside_the_file() -> None:
    licence = (FOLDER / "DIGITS-LICENSE.txt").read_text(encoding="utf-8")
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0 International Public License" in licence
    assert "Section 8" in licence, "the licence is not complete"
    for needed in ("Alpaydin", "Kaynak", "10.24432/C50P49", "CC BY 4.0", DIGITS_SHA256):
        assert needed in readme


def test_a_damaged_file_is_refused_with_the_command_that_repairs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "digits.npz"
    broken.write_bytes(DIGITS_FILE.read_bytes()[:-1] + b"!")
    monkeypatch.setattr(data, "DIGITS_FILE", broken)
    with pytest.raises(DataError, match=r"digits\.npz is damaged.*pip install --force-reinstall"):
        load_digits()
    with pytest.raises(DataError, match="damaged"):
        check_digits()


def test_a_missing_file_is_named_with_the_command_that_repairs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "DIGITS_FILE", tmp_path / "digits.npz")
    with pytest.raises(DataError, match=r"cannot be read.*pip install --force-reinstall"):
        load_digits()


def test_the_split_is_the_same_every_time_and_loses_nothing() -> None:
    images, labels = load_digits()
    numbers = np.arange(len(labels))
    parts = split(numbers, labels)
    assert (len(parts.train_images), len(parts.test_images)) == (1437, 360)
    assert sorted([*parts.train_images, *parts.test_images]) == numbers.tolist()
    moved = "the split moved: published numbers no longer hold"
    assert parts.test_images[:5].tolist() == [554, 348, 589, 629, 1364], moved
    assert labels[parts.test_images].tolist() == parts.test_labels.tolist()
    assert np.array_equal(split(images, labels).train_images, images[parts.train_images])


def test_each_digit_is_tested_on_at_least_thirty_images() -> None:
    assert min(np.bincount(split(*load_digits()).test_labels)) >= 30


@pytest.mark.parametrize(("images", "labels", "test"), [(4, 3, 1), (4, 4, 0), (4, 4, 4)])
def test_a_split_that_cannot_be_made_is_refused(images: int, labels: int, test: int) -> None:
    with pytest.raises(ValueError, match=rf"split\(test={test}\) got {images} images and {labels} labels"):
        split(np.zeros(images), np.zeros(labels), test=test)
