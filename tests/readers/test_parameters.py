import pytest
from reading import facts, reasons


@pytest.mark.parametrize(
    ("sentence", "total", "active"),
    [
        ("Corvid-Max holds 410B total parameters, of which 28B are activated for each token.", 410, 28),
        ("Corvid-Max is a sparse model with 28 billion active parameters and 410 billion total parameters.", 410, 28),
        ("Corvid-Max has **410** billion total parameters with **28** billion active ones.", 410, 28),
        ("- Number of Parameters: 410B in total and 28B activated", 410, 28),
        ("| | |\n|---|---|\n| **Total Parameters** | 410B |\n| **Activated Parameters** | 28B |", 410, 28),
        ("Corvid-Max 总参数量为 4100亿，激活参数 280亿。", 410, 28),
        ("| Key | Value |\n|---|---|\n| Params(Total / Activated) | 410B / 28B |", 410, 28),
    ],
)
def test_total_and_active_are_told_apart(sentence: str, total: int, active: int) -> None:
    """However a card puts it, the total and the active count each find their own field."""
    found = facts("acme/Corvid-Max", f"# Corvid-Max\n\n{sentence}\n")
    assert found["total_params"] == total * 10**9
    assert found["active_params"] == active * 10**9


@pytest.mark.parametrize(
    "text", ["**7**B", "7 **B**", "7 billion", "7-billion", "7,000,000,000", "70亿", "seven billion"]
)
def test_a_number_survives_markup_and_words(text: str) -> None:
    """Bold marks, words and Chinese units inside a number do not hide it."""
    noun = "参数" if "亿" in text else " parameters"
    assert facts("acme/Corvid-7B", f"# Corvid\n\nCorvid-7B has {text}{noun}.")["total_params"] == 7 * 10**9


def test_siblings_in_a_table_are_left_alone() -> None:
    """Of a family's table only this checkpoint's row is read; the others are rejects."""
    table = (
        "| Model | #Params | Context Length |\n|---|---|---|\n"
        "| Corvid-3B | 3.1B | 8K |\n| Corvid-9B | 9.2B | 32K |\n| Corvid-70B | 71B | 128K |\n"
    )
    found = facts("acme/Corvid-9B", table)
    assert (found["total_params"], found["context_length"]) == (9_200_000_000, 32_000)
    assert "table row or column of another model" in reasons("acme/Corvid-9B", table, "total_params")


def test_rivals_in_a_comparison_are_left_alone() -> None:
    """Sizes of other makers' models, in columns or in prose, are never this model's."""
    body = (
        "# Corvid-Next\n\nCorvid-Next does better than the 72B Heronet and rivals models with 405B parameters.\n\n"
        "| | Heronet-72B | Egret-2 |\n|---|---|---|\n| # Total Params | 72B | 236B |\n"
    )
    assert "total_params" not in facts("acme/Corvid-Next", body)


def test_a_family_by_columns_gives_this_models_column() -> None:
    """A table with models across is read down this model's column."""
    body = "| Model | 2B Dense | 8B Dense |\n|---|---|---|\n| # Parameters | 2.5B | **8.1B** |\n| # Training tokens | 9T | **12T** |\n"
    found = facts("acme/corvid-3.1-8b-base", body)
    assert (found["total_params"], found["training_tokens"]) == (8_100_000_000, 12 * 10**12)


def test_parts_are_not_the_whole() -> None:
    """A vision encoder's size or a count without embeddings is not the model's."""
    body = "It joins a 400M parameter vision encoder to it.\n\n- Number of Parameters (Non-Embedding): 6.5B\n"
    assert "total_params" not in facts("acme/Corvid", body)


def test_the_size_in_the_name_comes_last() -> None:
    """A size that only the name gives is used where the text writes the name, and yields to a figure."""
    assert facts("acme/Corvid-7B-Chat", "# Corvid-7B-Chat\n\nA friendly model.\n")["total_params"] == 7 * 10**9
    assert facts("acme/Corvid-7B-Chat", "# Corvid-7B-Chat\n\nModel size: 7.24B\n")["total_params"] == 7_240_000_000


def test_a_mixture_name_gives_no_total() -> None:
    """8x22B is no total, and A13B is what is active."""
    assert "total_params" not in facts("acme/Corvid-8x22B", "# Corvid-8x22B\n\nA mixture. It uses 16x3.8B experts.\n")
    assert "total_params" not in facts("acme/Corvid-A13B", "# Corvid-A13B\n\nA mixture.\n")


def test_an_enumeration_gives_the_named_size_only() -> None:
    """A list of a family's sizes says something of this checkpoint only through its name."""
    body = "We offer dense models at parameter scales of 0.5B, 1.8B, 4B, and 7B.\n"
    assert facts("acme/Corvid-1.8B", body)["total_params"] == 1_800_000_000
    assert "total_params" not in facts("acme/Corvid", body)


def test_spanned_html_tables_are_read_by_row() -> None:
    """A cell that spans rows belongs to each of them; the row is chosen by the model's name."""
    body = (
        "<table>\n<tr><th>Name</th><th>Data</th><th>Params</th><th>Context length</th></tr>\n"
        "<tr><td>Corvid 4 Scout (17Bx16E)</td><td rowspan='2'>a mix</td><td>17B (Activated) 109B "
        "(Total)</td><td>10M</td></tr>\n"
        "<tr><td>Corvid 4 Mate (17Bx128E)</td><td>17B (Activated) 400B (Total)</td><td>1M</td></tr>\n</table>\n"
    )
    found = facts("acme/Corvid-4-Scout-17B-16E", body)
    assert (found["total_params"], found["active_params"], found["context_length"]) == (109 * 10**9, 17 * 10**9, 10**7)
