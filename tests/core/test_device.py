"""Devices: any can be named, one is there, and scripts that look for others are told so."""

from __future__ import annotations

import pytest

import tinytorch as torch


def test_a_device_has_a_type_and_perhaps_an_index() -> None:
    assert (torch.device("cuda:1").type, torch.device("cuda:1").index) == ("cuda", 1)
    assert (torch.device("cpu").type, torch.device("cpu").index) == ("cpu", None)
    assert torch.device("cuda", 1) == torch.device("cuda:1") != torch.device("cuda")
    assert repr(torch.device("mps", 0)) == "device(type='mps', index=0)"
    assert str(torch.device("cuda:1")) == "cuda:1"
    assert len({torch.device("cpu"), torch.device("cpu")}) == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("foo", "Expected one of cpu, cuda.* foo"),
        ("cuda:x", "Invalid device string: 'cuda:x'"),
        ("", "must not be empty"),
        (0, "accelerator number 0"),
    ],
)
def test_a_name_that_is_none_is_refused_with_what_was_given(name: object, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        torch.device(name)  # type: ignore[arg-type]


def test_tensors_are_on_the_cpu() -> None:
    x = torch.ones(2)
    assert x.device == torch.device("cpu") == torch.get_default_device()
    assert (x.is_cpu, x.is_cuda, x.get_device()) == (True, False, -1)
    assert x.cpu() is x
    assert x.to("cpu") is x


@pytest.mark.parametrize("wanted", ["cuda", "cuda:1", "mps", torch.device("cuda")])
def test_another_device_is_refused_with_what_there_is_and_how_to_choose(wanted: object) -> None:
    for attempt in (
        lambda: torch.tensor([1.0], device=wanted),  # type: ignore[arg-type]
        lambda: torch.zeros(2, device=wanted),  # type: ignore[arg-type]
        lambda: torch.rand(2, device=wanted),  # type: ignore[arg-type]
        lambda: torch.ones(2).to(wanted),
        lambda: torch.set_default_device(wanted),  # type: ignore[arg-type]
    ):
        with pytest.raises(RuntimeError, match=rf"'{wanted}' is not available.*CPU only.*torch\.cuda\.is_available"):
            attempt()
    with pytest.raises(RuntimeError, match="'cuda' is not available"):
        torch.ones(1).cuda()


def test_a_script_that_picks_its_device_runs() -> None:
    device = torch.device(
        "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    )
    torch.cuda.manual_seed_all(0)
    torch.backends.cudnn.benchmark = False
    with torch.device(device):
        model = torch.nn.Linear(2, 1)
        x = torch.ones(3, 2, device=device).to(device, non_blocking=True)
    assert model(x).device == device
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def test_every_question_about_a_gpu_is_answered_with_no() -> None:
    assert (torch.cuda.device_count(), torch.mps.device_count(), torch.accelerator.device_count()) == (0, 0, 0)
    assert torch.accelerator.current_accelerator() is None
    backends = torch.backends
    answers = (
        backends.mps.is_available(),
        backends.mps.is_built(),
        backends.cuda.is_built(),
        backends.cudnn.is_available(),
    )
    assert not any(answers)
    with pytest.raises(RuntimeError, match="get_device_name"):
        torch.cuda.get_device_name(0)
