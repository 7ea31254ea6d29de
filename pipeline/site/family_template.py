"""A family's page: facts, checkpoints, standings, papers, and every value with its evidence."""

from typing import Final

FAMILY: Final = """\
{% extends "base" %}
{% from "macros" import table %}
{% block main %}
<h1>{{ one.name }}</h1>
<p class="lead">{{ one.kind }} · {{ one.maker }}\
{% for key, slug, name in one.lineage %} · <span{{ say(key) }}</span> <a href="{{ slug }}.html">{{ name }}</a>{% endfor %}</p>
<p class="bar"><a href="../compare.html#ids={{ one.slug }}"{{ say("site.compare_with") }}</a></p>
{% if one.links %}
<ul class="links">
{% for label, url in one.links %}
<li><a href="{{ url }}" rel="nofollow">{{ label }}</a></li>
{% endfor %}
</ul>
{% endif %}
{% for code, text in one.prose %}
<div class="prose told" lang="{{ code }}">{{ text }}</div>
{% endfor %}
<h2{{ say("site.facts") }}</h2>
<dl class="facts">
{% for fact in one.facts %}
<div id="fact-{{ fact.field }}"><dt>{{ fact.label }}</dt><dd>{% if fact.absent %}<em>{{ fact.absent }}</em>{% else %}{{ fact.value }}
{%- if fact.coverage %} <em>({{ fact.coverage }})</em>{% endif %}{% endif %}
{% if fact.places %}
<ul class="places" aria-label="Stated by">
{% for p in fact.places %}
<li>{{ p }}</li>
{% endfor %}
{% if fact.further %}
<li><a href="#evidence"{{ say("site.further", n=fact.further) }}</a></li>
{% endif %}
</ul>
{% endif %}
{% if fact.rivals %}
<a class="rivals" href="#{{ fact.rivals[0] }}"{{ say("site.rivals", n=fact.rivals|length) }}</a>
{% endif %}</dd></div>
{% endfor %}
</dl>
{% if one.members %}
<h2{{ say("checkpoints") }}</h2>
{{ table("Checkpoints", one.columns, one.members) }}
{% endif %}
{% if one.standings %}
<h2{{ say("standings") }}</h2>
{{ table("Standings", one.standing_columns, one.standings) }}
{% endif %}
{% if one.papers %}
<h2{{ say("papers") }}</h2>
{% for p in one.papers %}
<article><h3><a href="{{ p.url }}" rel="nofollow">{{ p.title or 'arXiv ' ~ p.identity }}</a></h3>
{% if p.title %}
<p>arXiv {{ p.identity }}{% if p.authors %} · {{ p.authors }}{% endif %}{% if p.published %} · {{ p.published }}{% endif %}</p>
{% else %}
<p class="note"{{ say("site.no_abstract") }}</p>
{% endif %}
{% if p.abstract %}
<details><summary{{ say("site.abstract") }}</summary><p class="prose" lang="en">{{ p.abstract }}</p></details>
{% endif %}
</article>
{% endfor %}
{% endif %}
<h2 id="evidence"{{ say("site.evidence") }}</h2>
<p class="note"{{ say("site.evidence_key") }}</p>
{% for part in one.parts %}
<details class="part"{% if loop.first %} open{% endif %}>
<summary>{% if part.name == "family" %}<span{{ say("site.whole_family") }}</span>{% else %}{{ part.name }}{% endif %} \
<span class="note"{{ part.summary.inside }}</span></summary>
<div id="{{ part.name }}" class="target">
{% if part.state %}
<p>{% if part.url %}<a href="{{ part.url }}" rel="nofollow"{{ say("site.open_on_hub") }}</a> · {% endif %}\
{% for words in part.state %}{{ words }}{% if not loop.last %}, {% endif %}{% endfor %}\
{% if part.revision %} · <span{{ say("revision") }}</span> <code>{{ part.revision }}</code>{% endif %}</p>
{% endif %}
{% if part.lines %}
{{ table(part.name, one.evidence_columns, part.lines) }}
{% endif %}
{% for why, fields in part.without %}
<p class="note">{{ why }}: {% for field in fields %}{{ field }}{% if not loop.last %}, {% endif %}{% endfor %}</p>
{% endfor %}
</div>
</details>
{% endfor %}
{% endblock %}
"""
