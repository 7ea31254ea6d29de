"""Trend pictures on the pages."""

from pipeline.derive import derive_all
from pipeline.layout import paths
from tests.render.reading import html
from tests.render.world import DUEL_EDITION

HISTORY = "edition\tmodel\tscore\n2024-01-01\tLumen-7B\t1000\n2024-02-01\tLumen-7B\t1010\n2024-02-01\tother\t1300\n"


def test_a_board_with_a_past_gets_a_picture_on_its_pages(tree: dict[str, bytes]) -> None:
    """Both schemes are drawn, the page points at them with an alt text, and only the list's models have lines."""
    tree[f"{paths.HISTORY}duel.tsv"] = HISTORY.encode()
    tree[paths.board_snapshot("duel")] = DUEL_EDITION
    files = derive_all(tree).files
    light = files["assets/trends/duel-light.svg"].decode()
    assert "Lumen-7B" in light
    assert "other" not in light
    picture = html(files["README_zh.md"].decode()).find("picture")
    assert picture is not None
    image, source = picture.find("img"), picture.find("source")
    assert image is not None
    assert source is not None
    assert str(image["src"]) in files
    assert str(source["srcset"]) in files
    assert image["alt"] == "Duel：成绩走势"


def test_a_picture_tells_who_led_in_each_part_of_the_past_and_who_leads_now(tree: dict[str, bytes]) -> None:
    """Of eleven models that led in turn, those of each part of the year and today's two; who never led is not drawn."""
    lines = ["edition\tmodel\tscore"]
    for month in range(1, 12):
        lines += [f"2024-{month:02}-20\tLumen-70B-24{month:02}\t{1000 + 10 * month}",
                  f"2024-{month:02}-20\tLumen-7B-24{month:02}\t{900 + month}"]  # fmt: skip
    tree[f"{paths.HISTORY}duel.tsv"] = ("\n".join(lines) + "\n").encode()
    light = derive_all(tree).files["assets/trends/duel-light.svg"].decode()
    told = [month for month in range(1, 12) if f">Lumen-70B-24{month:02} " in light]
    assert {10, 11} <= set(told), "today's two best"
    assert min(told) <= 2, "the first part of the past"
    assert 6 <= len(told) <= 8
    assert "Lumen-7B-" not in light


def test_one_edition_is_no_trend(tree: dict[str, bytes]) -> None:
    """A single point makes no picture."""
    tree[f"{paths.HISTORY}duel.tsv"] = b"edition\tmodel\tscore\n2024-01-01\tLumen-7B\t1000\n"
    files = derive_all(tree).files
    assert not any(path.startswith(paths.ASSETS) for path in files)
    assert b"<picture>" not in files["README.md"]
