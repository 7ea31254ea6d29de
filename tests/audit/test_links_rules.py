"""Rules about links."""

from tests.audit.audit_parts import benchmark, board, collection, family, hub, link, repository
from tests.audit.conftest import Find


def test_front_pages_are_errors(found: Find) -> None:
    """The root, a section, and the start of a manual."""
    for url in ("https://acme.example/", "https://acme.example/blog/", "https://toy.readthedocs.io/en/latest/"):
        (one,) = found("front-page", family("toy", f'[links]\nblog = {{ label = "x", url = "{url}" }}'))
        assert one.subject == "toy/links.blog"
        assert url in one.message


def test_a_post_passes(found: Find) -> None:
    """A page below the blog, and a page named by a query."""
    for url in ("https://acme.example/blog/toy-2", "https://acme.example/?p=12"):
        assert not found("front-page", family("toy", f'[links]\nblog = {{ label = "x", url = "{url}" }}'))


def test_papers_with_code_is_closed(found: Find) -> None:
    """Results, data sets and papers went to different places."""
    body = 'results = [{ label = "Results", url = "https://paperswithcode.com/sota/toys" }]\ndataset = "https://paperswithcode.com/dataset/toys"'
    first, second = found("link-closed-site", benchmark("toys", body))
    assert "shut down in July 2025" in first.message
    assert {"datasets" in first.expected, "pwc-archive" in second.expected} == {True}


def test_links_in_prose_are_looked_at(found: Find) -> None:
    """A Markdown link ends at its bracket."""
    part = family("toy", '[prose]\nen = "See [there](https://ai.facebook.com/blog/toy/), they say."')
    (one,) = found("link-closed-site", part)
    assert one.subject == "toy/prose"
    assert "ai.facebook.com/blog/toy/:" in one.message


def test_a_retired_board_may_keep_its_last_address(found: Find) -> None:
    """What is marked as ended says so itself; and only the whole name of a site counts."""
    assert found("link-closed-site", board("a", 'url = "https://arena.lmsys.org/"'))
    assert not found("link-closed-site", board("a", 'url = "https://arena.lmsys.org/"\nstate = "moved"'))
    assert not found("link-closed-site", board("a", 'url = "https://my-arena.lmsys.org.example/"'))


URL = "https://acme.example/toy"


BODY = f'[links]\nblog = {{ label = "Toy", url = "{URL}" }}'


CODE = '[links]\ncode = "https://github.com/AcmeLab/Toy1"'


def test_a_moved_page_is_proposed(found: Find) -> None:
    """The new address is what was expected."""
    (one,) = found("link-moved", family("toy", BODY), link(URL, "moved", "https://new.example/toy"))
    assert one.expected == "https://new.example/toy"


def test_a_renamed_repository_is_proposed(found: Find) -> None:
    """GitHub redirects until somebody takes the old name."""
    (one,) = found("link-moved", family("toy", CODE), repository("AcmeLab/Toy1", "AcmeLab/Toy3", state="moved"))
    assert one.expected == "https://github.com/AcmeLab/Toy3"


def test_a_repository_that_is_gone_is_found(found: Find) -> None:
    """A link to code that is no more."""
    assert "gone" in found("link-moved", family("toy", CODE), repository("AcmeLab/Toy1", state="gone"))[0].message


def test_small_redirects_pass(found: Find) -> None:
    """A slash, the scheme, "www." and a repository's case are no move."""
    assert not found("link-moved", family("toy", BODY), link(URL, "moved", "https://www.acme.example/toy/"))
    assert not found("link-moved", family("toy", CODE), repository("AcmeLab/Toy1", "acmelab/toy1"))


URL_LINK_STATE = "https://acme.example/toy"


BODY_LINK_STATE = f'[links]\nblog = {{ label = "Toy", url = "{URL_LINK_STATE}" }}'


def test_a_dead_link_is_an_error(found: Find) -> None:
    """With the status that it was answered with."""
    (one,) = found("link-state", family("toy", BODY_LINK_STATE), link(URL_LINK_STATE, "dead", status=404))
    assert one.level == "error"
    assert "HTTP 404" in one.message


def test_a_redirect_to_the_front_page_is_an_error(found: Find) -> None:
    """The page is gone, politely."""
    assert (
        "front page"
        in found("link-state", family("toy", BODY_LINK_STATE), link(URL_LINK_STATE, "moved", "https://acme.example/"))[
            0
        ].message
    )


def test_a_live_link_and_one_never_asked_pass(found: Find) -> None:
    """Nothing is said of what nobody knows."""
    assert not found("link-state", family("toy", BODY_LINK_STATE), link(URL_LINK_STATE, "ok", URL_LINK_STATE, 200))
    assert not found("link-state", family("toy", BODY_LINK_STATE))


def test_an_organisation_s_page_is_an_error(found: Find) -> None:
    """The page of the maker holds everything else as well."""
    part = family("toy", '[links]\ncheckpoints = [{ label = "Toy", url = "https://huggingface.co/acme" }]')
    (one,) = found("organization-link", part)
    assert one.subject == "toy/links.checkpoints"


def test_checkpoints_collections_and_posts_pass(found: Find) -> None:
    """So does a page of the Hub itself."""
    for url in ("acme/toy-7b", "collections/acme/toy-0123456789abcdef01234567", "papers", "blog/acme"):
        part = family("toy", f'[links]\nmore = [{{ label = "Toy", url = "https://huggingface.co/{url}" }}]')
        assert not found("organization-link", part)


def test_a_further_link_that_names_the_maker_passes(found: Find) -> None:
    """Only the label tells a page of the maker from a promise of models."""
    body = '[links]\nmore = [{ label = "LABEL", url = "https://huggingface.co/acme" }]'
    assert not found("organization-link", family("toy", body.replace("LABEL", "Acme on Hugging Face")))
    assert found("organization-link", family("toy", body.replace("LABEL", "Hugging Face model")))


SLUG = "acme/toy-0123456789abcdef01234567"


BODY_COLLECTION_MEMBERS = (
    'checkpoints = ["acme/toy-7b"]\n[links]\n'
    f'checkpoints = [{{ label = "Toy", url = "https://huggingface.co/collections/{SLUG}" }}]'
)


def test_a_collection_of_something_else_is_an_error(found: Find) -> None:
    """Its owner put other models in."""
    (one,) = found(
        "collection-members", family("toy", BODY_COLLECTION_MEMBERS), collection(SLUG, "acme/hawk-1b", "acme/hawk-2b")
    )
    assert "none of them of toy" in one.message


def test_a_collection_that_is_gone_is_an_error(found: Find) -> None:
    """Nothing is left behind the link."""
    assert (
        "is gone"
        in found("collection-members", family("toy", BODY_COLLECTION_MEMBERS), collection(SLUG, state="gone"))[
            0
        ].message
    )


def test_a_collection_with_a_member_passes(found: Find) -> None:
    """By id, or by the family's name; and what nobody asked for is not judged."""
    assert not found(
        "collection-members", family("toy", BODY_COLLECTION_MEMBERS), collection(SLUG, "acme/toy-7b", "acme/hawk-2b")
    )
    assert not found("collection-members", family("toy", BODY_COLLECTION_MEMBERS), collection(SLUG, "acme/toy-70b"))
    assert not found("collection-members", family("toy", BODY_COLLECTION_MEMBERS))


BODY_CHECKPOINT_STATE = 'checkpoints = ["acme/toy-7b"]'


def test_gone_and_renamed_ones_are_told_apart(found: Find) -> None:
    """A new name is proposed where the Hub gave one."""
    assert (
        "gone"
        in found("checkpoint-state", family("toy", BODY_CHECKPOINT_STATE), hub("acme/toy-7b", state="gone"))[0].message
    )
    (one,) = found(
        "checkpoint-state",
        family("toy", BODY_CHECKPOINT_STATE),
        hub("acme/toy-7b", state="moved", moved_to="acme/toy-8b"),
    )
    assert one.expected == "the name acme/toy-8b"


def test_present_and_unknown_ones_pass(found: Find) -> None:
    """What was never asked for is not gone."""
    assert not found("checkpoint-state", family("toy", BODY_CHECKPOINT_STATE), hub("acme/toy-7b"))
    assert not found("checkpoint-state", family("toy", BODY_CHECKPOINT_STATE))
