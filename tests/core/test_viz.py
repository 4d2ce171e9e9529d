"""torch.viz.graph: the recorded graph as a picture and as a list; nothing overlaps, nothing is left out unsaid."""

from __future__ import annotations

import gc
import random
import subprocess
import sys
import weakref
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import tinytorch as torch
from tinytorch import nn
from tinytorch.nn import functional as F
from tinytorch.viz import Graph, graph

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def engine() -> None:
    """For tests of the picture: the layout comes with an extra that the plain test session does not install."""
    pytest.importorskip("fast_sugiyama", reason='pip install "tinytorch-core[viz]"')


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed, whether it is or not."""
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)


def layer() -> tuple[torch.Tensor, nn.Linear]:
    """The masked sum of one linear layer, 3 features to 2, on 4 rows: two constants, two parameters."""
    torch.manual_seed(0)
    model = nn.Linear(3, 2)
    return (F.linear(torch.ones(4, 3), model.weight, model.bias) * torch.ones(4, 1)).sum(), model


def tangle(seed: int, operations: int) -> torch.Tensor:
    """A graph in which results are used again near and far."""
    draw = random.Random(seed)
    made = [torch.ones(2, 2, requires_grad=True) for _ in range(3)]
    for _ in range(operations):
        a, b = draw.choice(made[-4:]), draw.choice(made if draw.random() < 0.2 else made[-6:])
        made.append(draw.choice((torch.add, torch.mul, torch.matmul))(a, b))
    loss = made[-1]
    for other in made[-6:-1]:
        loss = loss + other
    return loss.sum()


def chain(length: int) -> torch.Tensor:
    """x * 1 * 1 * ..., every factor an operation of its own."""
    y = torch.ones(1, requires_grad=True)
    for _ in range(length):
        y = y * 1.0
    return y


def nodes(picture: Graph) -> list[list[str]]:
    """The words in every box, title first."""
    root = ET.fromstring(picture.svg)
    boxes = [g for g in root.iter(f"{SVG}g") if g.get("class", "").startswith("node")]
    return [[text.text or "" for text in box.iter(f"{SVG}text")] for box in boxes]


def rectangles(picture: Graph) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of every box."""
    root = ET.fromstring(picture.svg)
    return [tuple(float(r.get(k, "")) for k in ("x", "y", "width", "height")) for r in root.iter(f"{SVG}rect")]  # type: ignore[misc]


# -- what is drawn -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("engine")
def test_every_operation_leaf_and_constant_has_one_box_with_name_and_shape() -> None:
    loss, model = layer()
    assert sorted(nodes(graph(loss, params=model))) == [
        ["Tensor 1", "(4, 3) float32", "constant"],
        ["Tensor 2", "(4, 1) float32", "constant"],
        ["bias", "(2,) float32", "requires_grad"],
        ["linear", "(4, 2)"],
        ["mul", "(4, 2)"],
        ["sum", "()", "dim=(0, 1)", "output"],
        ["weight", "(2, 3) float32", "requires_grad"],
    ]


@pytest.mark.usefixtures("engine")
def test_a_shared_leaf_is_drawn_once_with_an_arrow_for_every_use() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    picture = graph(x * x + x, params={"x": x})
    assert sorted(box[0] for box in nodes(picture)) == ["add", "mul", "x"]
    assert picture.svg.count('class="edge"') == 4  # x twice into mul, once into add, and mul into add


def test_the_list_shows_operations_in_the_order_they_ran_with_their_inputs_below() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    assert graph((x * x).sum(), params={"x": x}).text.splitlines() == [
        "1  mul -> (2,) float32",
        "     a: x (2,) float32, requires_grad",
        "     b: x (2,) float32, requires_grad",
        "2  sum -> () float32, dim=0, output",
        "     x: 1 mul (2,) float32",
    ]


def test_a_number_stands_in_its_operation_instead_of_a_box() -> None:
    x = torch.ones(2, requires_grad=True)
    assert graph(x * 2.5).text.splitlines()[0] == "1  mul -> (2,) float32, b=2.5, output"


def test_settings_stand_with_their_operation_unless_they_are_switched_off() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    lines = graph(x.sum(1).double()).text.splitlines()
    assert "sum -> (2,) float32, dim=1" in lines[0]  # and no keepdim=False
    assert "cast -> (2,) float64, dtype=float64, output" in lines[2]


def test_one_of_several_joined_tensors_is_named_by_its_place() -> None:
    x = torch.ones(2, requires_grad=True)
    assert "tensors[1]: x (2,)" in graph(torch.cat([torch.zeros(1), x]), params={"x": x}).text


def test_a_function_of_ones_own_is_shown_by_its_name() -> None:
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
            return x + x

        @staticmethod
        def backward(ctx: Any, grad: torch.Tensor) -> torch.Tensor:
            return grad + grad

    x = torch.ones(2, requires_grad=True)
    assert graph(Twice.apply(x), params={"x": x}).text.splitlines() == [
        "1  Twice -> (2,) float32, output",
        "     x (2,) float32, requires_grad",
    ]


def test_names_come_from_a_module_a_dict_or_pairs_and_the_first_of_two_counts() -> None:
    loss, model = layer()
    for params in (model, dict(model.named_parameters()), model.named_parameters()):
        assert "weight: weight (2, 3) float32, requires_grad" in graph(loss, params=params).text
    twice = graph(loss, params=[("first", model.weight), ("second", model.weight)]).text
    assert "first" in twice
    assert "second" not in twice


def test_a_constant_that_is_named_is_shown_by_its_name_even_if_it_is_a_single_number() -> None:
    x, rate = torch.ones(2, requires_grad=True), torch.tensor(0.5)
    assert "b: rate () float32, constant" in graph(x * rate, params={"rate": rate}).text


def test_values_shows_numbers_of_leaves_and_of_the_output() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x + x
    y.backward()
    text = graph(y, params={"x": x}, values=True).text
    assert "x () float32, requires_grad, value 3, grad 7" in text  # 2x + 1
    assert "add -> () float32, value 12, output" in text
    assert "value" not in graph(y).text


def test_long_values_are_cut_after_four_elements() -> None:
    x = torch.arange(6.0).requires_grad_()
    assert "value [0, 1, 2, 3, ...]" in graph(x.sum(), values=True).text


def test_a_freed_graph_draws_without_the_constants_that_were_let_go() -> None:
    loss, model = layer()
    before = graph(loss, params=model).text
    loss.backward()
    after = graph(loss, params=model).text
    assert "constant" in before
    assert after.splitlines() == [line for line in before.splitlines() if "constant" not in line]


def test_a_graph_keeps_no_tensor_alive() -> None:
    x = torch.ones(2, requires_grad=True)
    picture, watched = graph((x * x).sum(), params={"x": x}), weakref.ref(x)
    del x
    gc.collect()
    assert watched() is None
    assert "x (2,)" in picture.text


@pytest.mark.usefixtures("engine")
def test_a_leaf_alone_is_a_graph_of_one_box() -> None:
    picture = graph(torch.ones(2, requires_grad=True))
    assert nodes(picture) == [["Tensor", "(2,) float32", "requires_grad", "output"]]
    assert picture.text == "Tensor (2,) float32, requires_grad"


# -- how it is drawn ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("seed", range(5))
def test_no_two_boxes_overlap_and_all_lie_in_the_picture(seed: int) -> None:
    picture = graph(tangle(seed, 50))
    boxes = rectangles(picture)
    left, top, width, height = (float(n) for n in ET.fromstring(picture.svg).get("viewBox", "").split())
    for i, (x, y, w, h) in enumerate(boxes):
        assert left <= x
        assert x + w <= left + width
        assert top <= y
        assert y + h <= top + height
        for x2, y2, w2, h2 in boxes[:i]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


@pytest.mark.usefixtures("engine")
def test_every_operation_stands_below_its_inputs() -> None:
    x = torch.ones(2, requires_grad=True)
    picture = graph((x * x).sum(), params={"x": x})
    tops = {box[0]: top for box, (_, top, _, _) in zip(nodes(picture), rectangles(picture), strict=True)}
    assert tops["x"] < tops["mul"] < tops["sum"]


@pytest.mark.usefixtures("engine")
def test_the_words_of_a_box_fit_into_it_also_long_and_wide_ones() -> None:
    x, y = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    picture = graph(x * y, params={"x" * 200: x, "重み" * 5: y})
    for words, (_, _, width, _) in zip(nodes(picture), rectangles(picture), strict=True):
        cells = [sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in words]
        assert max(cells[0] * 13, *(n * 11 for n in cells[1:])) * 0.602 < width
    assert "x" * 200 in picture.svg  # the whole name stands in the box's title, which shows under the pointer


@pytest.mark.usefixtures("engine")
def test_the_same_graph_gives_the_same_bytes_in_any_process() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_viz, hashlib\n"
        "picture = test_viz.graph(test_viz.tangle(1, 40))\n"
        "sys.stdout.write(hashlib.sha256(picture.svg.encode()).hexdigest())"
    )
    here = str(Path(__file__).parent)
    told = [
        subprocess.run([sys.executable, "-c", program, here], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert told[0] == told[1]
    assert graph(tangle(1, 40)).svg == graph(tangle(1, 40)).svg


@pytest.mark.usefixtures("engine")
def test_any_name_gives_well_formed_xml() -> None:
    x = torch.ones(2, requires_grad=True)
    for name in ('<b> & "q"', "null \x00 bell \x07", "half \ud800 pair", "\uffff"):
        picture = graph(x * x, params={name: x})
        assert len(nodes(picture)) == 2
        picture.svg.encode("utf-8")


@pytest.mark.usefixtures("engine")
def test_a_notebook_and_a_file_get_the_picture(tmp_path: Path) -> None:
    picture = graph(chain(3))
    path = picture.save(tmp_path / "new" / "graph.svg")
    assert path.read_text(encoding="utf-8") == picture.svg == picture._repr_svg_()
    assert [p.name for p in path.parent.iterdir()] == ["graph.svg"]  # no draft is left behind
    assert str(picture) == picture.text
    assert repr(picture) == "<Graph: 3 operations, 1 leaves that require grad, 0 constants>"


# -- large graphs ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("engine")
def test_a_graph_beyond_max_nodes_ends_in_a_box_that_says_how_many_are_missing() -> None:
    picture = graph(chain(30), max_nodes=10)
    shown = nodes(picture)
    assert len(shown) == 11
    assert shown[-1] == ["+21 more", "raise max_nodes", "to see them"]  # 30 operations and a leaf, less the 10 shown
    assert "+21 more" in picture.text
    assert "+21 more not shown" in repr(picture)


@pytest.mark.usefixtures("engine")
def test_a_graph_of_exactly_max_nodes_is_whole() -> None:
    picture = graph(chain(9), max_nodes=10)
    assert len(nodes(picture)) == 10
    assert "more" not in picture.text


@pytest.mark.usefixtures("engine")
def test_a_chain_of_10_000_operations_is_drawn_without_recursion() -> None:
    deep = chain(10_000)
    assert nodes(graph(deep))[-1][0] == "+9,801 more"
    whole = graph(deep, max_nodes=10_001)
    assert whole.text.count("mul ->") == 10_000
    assert len(nodes(whole)) == 10_001


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_engine")
def test_without_the_extra_the_picture_names_the_pip_command_and_the_list_still_works(tmp_path: Path) -> None:
    picture = graph(chain(2))
    with pytest.raises(ModuleNotFoundError, match=r'pip install "tinytorch-core\[viz\]"'):
        picture._repr_svg_()
    with pytest.raises(ModuleNotFoundError, match="print"):
        picture.save(tmp_path / "graph.svg")
    assert list(tmp_path.iterdir()) == []
    assert picture.text.count("mul ->") == 2


def test_what_has_no_graph_is_refused_in_words() -> None:
    with pytest.raises(RuntimeError, match=r"shape \(2, 3\) does not require grad"):
        graph(torch.ones(2, 3))
    with pytest.raises(TypeError, match="must be Tensor, not float"):
        graph(0.5)  # type: ignore[arg-type]


def test_bad_settings_are_refused_in_words(tmp_path: Path) -> None:
    y = chain(1)
    with pytest.raises(ValueError, match="at least 1, got 0"):
        graph(y, max_nodes=0)
    with pytest.raises(TypeError, match=r"params must be a module.*it holds a Tensor"):
        graph(y, params=[y])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"params must be a module.*not 5"):
        graph(y, params=5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"was given '.*graph.png'; name it graph.svg"):
        graph(y).save(tmp_path / "graph.png")


def test_the_front_door_imports_viz_only_when_it_is_used() -> None:
    program = (
        "import sys, tinytorch as torch\n"
        "before = [name for name in sys.modules if 'viz' in name]\n"
        "torch.viz.graph(torch.ones(1, requires_grad=True))\n"
        "sys.exit(repr(before) if before else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
