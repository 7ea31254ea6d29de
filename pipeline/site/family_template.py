"""A family's page: facts, checkpoints, standings, papers, and every value with its evidence."""

from typing import Final

FAMILY: Final = """\
{% extends "base" %}
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
<div class="scroll" role="region" aria-label="Checkpoints" tabindex="0"><table class="cards" role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader"{{ say("site.checkpoint") }}</th>\
{% for column in one.columns %}<th scope="col" role="columnheader">{{ column }}</th>{% endfor %}</tr></thead><tbody role="rowgroup">
{% for m in one.members %}
<tr role="row"><th scope="row" role="rowheader"><a href="#{{ m.name }}">{{ m.name }}</a>\
{% if m.state %} <span class="kind">{{ m.state }}</span>{% endif %}</th>\
{% for value, why in m.cells %}<td role="cell"><span class="label" aria-hidden="true">{{ one.columns[loop.index0] }}</span> \
{% if value %}{{ value }}{% elif why %}<em>{{ why }}</em>{% else %}—{% endif %}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table></div>
{% endif %}
{% if one.standings %}
<h2{{ say("standings") }}</h2>
<div class="scroll" role="region" aria-label="Standings" tabindex="0"><table class="cards" role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader"{{ say("board") }}</th>\
<th scope="col" role="columnheader"{{ say("score") }}</th><th scope="col" role="columnheader"{{ say("name_there") }}</th>\
<th scope="col" role="columnheader"{{ say("edition_column") }}</th></tr></thead><tbody role="rowgroup">
{% for s in one.standings %}
<tr role="row"><th scope="row" role="rowheader">{% if s.url %}<a href="{{ s.url }}" rel="nofollow">{{ s.board }}</a>{% else %}{{ s.board }}{% endif %}</th>\
<td role="cell">{{ s.score }}</td><td role="cell"><span class="label" aria-hidden="true"{{ say("name_there") }}</span> {{ s.name }}</td>\
<td role="cell"><span class="label" aria-hidden="true"{{ say("edition_column") }}</span> {{ s.edition or "—" }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endif %}
{% if one.pictures %}
<h2{{ say("site.over_time") }}</h2>
{% for board, stem in one.pictures %}
<div class="scroll trends" role="region" aria-label="{{ board }}" tabindex="0"><img class="trend only-light" loading="lazy" width="760" height="380" \
src="../{{ stem }}-light.svg" alt="{{ board }}: scores of {{ one.name }} over time">\
<img class="trend only-dark" loading="lazy" width="760" height="380" src="../{{ stem }}-dark.svg" \
alt="{{ board }}: scores of {{ one.name }} over time"></div>
{% endfor %}
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
<div class="scroll" role="region" aria-label="{{ part.name }}" tabindex="0"><table class="cards" role="table">
<thead role="rowgroup"><tr role="row">\
<th scope="col" role="columnheader"{{ say("field") }}</th><th scope="col" role="columnheader"{{ say("value") }}</th>\
<th scope="col" role="columnheader"{{ say("verdict") }}</th><th scope="col" role="columnheader"{{ say("source") }}</th>\
<th scope="col" role="columnheader"{{ say("site.retrieved") }}</th></tr></thead><tbody role="rowgroup">
{% for line in part.lines %}
<tr role="row"{% if line.strong %} class="strong"{% endif %}><th scope="row" role="rowheader">{{ line.field }}</th><td role="cell">{{ line.value }}</td>\
<td role="cell">{{ line.verdict }}{% if line.because %}: {{ line.because }}{% endif %}</td><td role="cell">{{ line.place }}</td>\
<td role="cell">{{ line.when }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endif %}
{% for why, fields in part.without %}
<p class="note">{{ why }}: {% for field in fields %}{{ field }}{% if not loop.last %}, {% endif %}{% endfor %}</p>
{% endfor %}
</div>
</details>
{% endfor %}
{% endblock %}
"""
