"""Licences by SPDX identifier."""

import pytest

from pipeline.model.licences import spdx
from pipeline.reconcile.forms import agree


@pytest.mark.parametrize(
    ("stated", "identifier"),
    [
        ("apache-2.0", "Apache-2.0"), ("Apache 2.0", "Apache-2.0"), ("Apache License, Version 2.0", "Apache-2.0"),
        ("mit", "MIT"), ("MIT License", "MIT"), ("mit, cc-by-nc-4.0", "MIT, CC-BY-NC-4.0"), ("cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0"), ("odc-by", "ODC-By-1.0"),
    ],
)  # fmt: skip
def test_spellings_of_one_licence_are_one(stated: str, identifier: str) -> None:
    """However it was written; twice is once."""
    assert spdx(stated) == identifier
    assert spdx(identifier) == identifier


@pytest.mark.parametrize("stated", ["llama3", "gemma", "other", "Falcon-180B TII License", "gpl-3.0", "apache", "modified-mit", ""])
def test_what_spdx_does_not_list_stays_as_stated(stated: str) -> None:
    """A maker's own licence has its own name, and "gpl-3.0" does not say whether later ones count."""
    assert spdx(stated) == stated


def test_two_spellings_agree() -> None:
    """A source that writes it out does not contradict the Hub."""
    assert agree("license", "apache-2.0", "Apache License 2.0")


def test_a_list_agrees_with_the_same_licences_in_any_order_and_with_no_part_of_it() -> None:
    """The permissive one of two is not what was granted."""
    assert agree("license", "mit, cc-by-nc-4.0", "CC-BY-NC-4.0, MIT")
    assert not agree("license", "mit, cc-by-nc-4.0", "mit")
    assert not agree("license", "apache-2.0", "mit")
