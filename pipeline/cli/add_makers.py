"""Who makes a thing that is to be added: by the person's word, the repository's owner, or a form."""

from pipeline.cli.add_thing import CannotAdd, Thing, Wishes
from pipeline.edit.spelling import near, same_name, slug_of
from pipeline.layout import paths
from pipeline.layout.curated import Curated
from pipeline.model.clean import clean


def organization_of(curated: Curated, one: Thing, wishes: Wishes) -> str:
    """The slug of who makes a thing: as a person insists, else whose repository it is, else as a form says.

    Raises:
        CannotAdd: the list knows nobody of that name; the nearest are named.
    """
    if wishes.organization is not None:
        return organization_named(curated, wishes.organization)
    if one.kind != "papers":
        owner = one.id.partition("/")[0].casefold()
        known = curated.organizations.organizations
        found = [s for s, o in known.items() if owner in {h.casefold() for h in o.hub}]
        if len(found) == 1:
            return found[0]
    if wishes.organization_in_form is not None:
        return organization_named(curated, wishes.organization_in_form)
    if one.kind == "papers":
        raise CannotAdd("organization", "a paper does not say whose model it is: add --organization SLUG")
    raise unknown_maker(curated, one.id.partition("/")[0])


def unknown_maker(curated: Curated, owner: str) -> CannotAdd:
    """The refusal of a Hub name that no organisation of the list has."""
    known = curated.organizations.organizations
    names = {h: s for s, o in known.items() for h in (s, *o.hub)}
    return CannotAdd(
        "organization",
        f"nobody in {paths.ORGANIZATIONS} publishes as {owner!r} alone{near(owner, list(names))}: add --organization SLUG, "
        f"that name to the `hub` of one of them, or a new organisation:\n"
        f'  [organizations.{slug_of(owner) or "slug"}]\n  name = "{owner}"\n  hub = ["{owner}"]',
    )


def organization_named(curated: Curated, wanted: str) -> str:
    """The slug of an organisation that is named by slug, name or Hub name.

    Raises:
        CannotAdd: there is none; the nearest are named.
    """
    known = curated.organizations.organizations
    if wanted in known:
        return wanted
    asked = same_name(wanted)
    found = [s for s, o in known.items() if asked and asked in map(same_name, (s, o.name, o.zh, *o.hub, *o.aliases))]
    if len(found) == 1:
        return found[0]
    names = [n for s, o in known.items() for n in dict.fromkeys((s, o.name)) if n == s or same_name(n) != same_name(s)]
    raise CannotAdd(
        "organization",
        f"no organisation has the slug {clean(wanted, limit=80)!r}{near(wanted, names)}; they are in {paths.ORGANIZATIONS}",
    )
