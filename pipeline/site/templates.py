"""The site's pages: HTML with Jinja2 marks, every value escaped on its way in."""

from typing import Final

from pipeline.site.family_template import FAMILY

MACROS: Final = """\
{% macro table(name, columns, rows) %}
<div class="scroll" role="region" aria-label="{{ name }}" tabindex="0"><table class="cards" role="table">
<thead role="rowgroup"><tr role="row">{% for column in columns %}<th scope="col" role="columnheader">{{ column }}</th>{% endfor %}</tr></thead>
<tbody role="rowgroup">
{% for row in rows %}
<tr role="row"{% if row.strong %} class="strong"{% endif %}><th scope="row" role="rowheader">{{ row.cells[0] }}</th>\
{% for cell in row.cells[1:] %}<td role="cell"{% if not cell %} class="none"{% endif %}>\
<span class="label" aria-hidden="true">{{ columns[loop.index] }}</span> {{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table></div>
{% endmacro %}
"""

BASE: Final = """\
<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title{{ title.inside }}</title>
<meta name="description" content="{{ about }}">
<meta property="og:type" content="website">
<meta property="og:title" content="{{ title.texts[0] }}">
<meta property="og:description" content="{{ about }}">
{% if base %}
<link rel="canonical" href="{{ base }}/{{ path }}">
<meta property="og:url" content="{{ base }}/{{ path }}">
<meta property="og:image" content="{{ base }}/static/preview.png">
<meta name="twitter:card" content="summary_large_image">
{% endif %}
<link rel="icon" href="{{ root }}static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{{ root }}static/style.css">
{% for sheet in sheets %}
<link rel="stylesheet" href="{{ root }}static/{{ sheet }}">
{% endfor %}
{% if exports %}
<link rel="alternate" type="application/atom+xml" title="New models" href="{{ root }}{{ exports }}/new.atom">
<link rel="alternate" type="application/atom+xml" title="Changes" href="{{ root }}{{ exports }}/feed.atom">
{% endif %}
<script src="{{ root }}data/words.js"></script>
<script src="{{ root }}static/theme.js"></script>
</head>
<body>
<a class="skip" href="#main"{{ say("site.skip") }}</a>
<header class="top">
<nav aria-label="Site">
{% for target, key in (("index", "site.models"), ("new", "site.new"), ("compare", "site.compare"), ("charts", "site.charts"), \
("all", "site.directory")) %}
<a href="{{ root }}{{ target }}.html" {% if path == target ~ '.html' %}aria-current="page"{% endif %}{{ say(key) }}</a>
{% endfor %}
</nav>
<div class="tools">
{% if repository %}
<a class="github" href="{{ repository }}">GitHub</a>
{% endif %}
<button type="button" id="language" lang="zh">中文</button>
<button type="button" id="theme"><span aria-hidden="true">◐</span><span class="hidden"{{ say("site.scheme") }}</span></button>
</div>
</header>
<main id="main" tabindex="-1">
{% block main %}{% endblock %}
</main>
<footer>
{% if exports %}
<p><span{{ say("site.downloads") }}</span> <a href="{{ root }}{{ exports }}/catalog.json">JSON</a>, \
<a href="{{ root }}{{ exports }}/catalog.csv">CSV</a>, <a href="{{ root }}{{ exports }}/catalog.parquet">Parquet</a>, \
<a href="{{ root }}{{ exports }}/datapackage.json">Data Package</a>, <a href="{{ root }}{{ exports }}/llms.txt">llms.txt</a>, \
<a href="{{ root }}{{ exports }}/new.atom"{{ say("feed_new") }}</a>, <a href="{{ root }}{{ exports }}/feed.atom"{{ say("feed") }}</a>.</p>
{% endif %}
<p>{% if repository %}<a href="{{ repository }}"{{ say("site.repository") }}</a> · {% endif %}<span{{ say("site.terms") }}</span> \
<a href="{{ root }}static/vendor/LICENSES.txt">MiniSearch, uPlot</a>.</p>
</footer>
{% for script in scripts %}
<script src="{{ root }}{{ script }}"></script>
{% endfor %}
</body>
</html>
"""

INDEX: Final = """\
{% extends "base" %}
{% block main %}
<h1{{ say("site.title") }}</h1>
<p class="lead"{{ say("site.lead") }}</p>
<form id="filters" role="search" aria-label="Filters" onsubmit="return false">
<label class="wide"><span{{ say("site.search") }}</span>
<input type="search" id="q" autocomplete="off" placeholder="Qwen 2.5 72B, 2307.09288, 数学" aria-describedby="count" aria-keyshortcuts="/"></label>
<details id="wishes"><summary{{ say("site.filters") }}</summary>
<div class="wishes">
<label><span{{ say("field.kind") }}</span><select id="kind">
<option value=""{{ say("site.all") }}</option>{% for kind in kinds %}<option value="{{ kind.name }}"{{ kind.words.inside }}</option>
{%- endfor %}</select></label>
<label><span{{ say("organization") }}</span><select id="organization"><option value=""{{ say("site.all") }}</option></select></label>
<label><span{{ say("site.size_from") }}</span><input type="number" id="min" min="0" step="any" inputmode="decimal"></label>
<label><span{{ say("site.size_to") }}</span><input type="number" id="max" min="0" step="any" inputmode="decimal"></label>
<label><span{{ say("license") }}</span><select id="license" aria-describedby="free"><option value=""{{ say("site.all") }}</option>
<option value="free"{{ say("wish.free") }}</option></select></label>
<label><span{{ say("site.context_from") }}</span><select id="context"><option value=""{{ say("site.any") }}</option>
<option value="8000">8K</option><option value="32000">32K</option><option value="128000">128K</option>
<option value="250000">256K</option><option value="1000000">1M</option></select></label>
<label><span{{ say("field.languages") }}</span><select id="language-of"><option value=""{{ say("site.any") }}</option></select></label>
<label><span{{ say("site.memory_to") }}</span><input type="number" id="memory" min="0" step="any" inputmode="decimal"></label>
<label><span{{ say("site.since") }}</span><input type="month" id="since"></label>
<label><span{{ say("site.score_on") }}</span><select id="board"></select></label>
<label class="tick"><input type="checkbox" id="unknown"> <span{{ say("site.unknown_too") }}</span></label>
<button type="reset" id="reset"{{ say("site.clear") }}</button>
</div>
<p id="free" class="note"{{ say("site.free_key") }}</p>
</details>
</form>
<p class="bar"><span id="count" role="status"></span>
<button type="button" id="show-unsure" hidden></button>
<a id="to-compare" href="compare.html" hidden{{ say("site.compare_chosen") }}</a>
<button type="button" id="share"{{ say("site.copy_link") }}</button></p>
<div class="scroll" role="region" aria-labelledby="caption" tabindex="0">
<table id="models" class="cards" role="table">
<caption id="caption"{{ say("site.caption") }}</caption>
<thead role="rowgroup"><tr role="row">
<th scope="col" role="columnheader"><span class="hidden"{{ say("site.compare") }}</span></th>
{% for key, said in (("name", "model"), ("organization", "organization"), ("released", "field.release_date"), ("takes", "site.takes"), \
("size", "field.sizes"), ("memory", "site.memory"), ("context", "field.context_length"), ("license", "license"), ("score", "score")) %}
<th scope="col" role="columnheader" data-sort="{{ key }}"><button type="button"{{ say(said) }}</button></th>
{% endfor %}
<th scope="col" role="columnheader"{{ say("weights_column") }}</th>
</tr></thead>
<tbody role="rowgroup"></tbody>
</table>
</div>
<p><button type="button" id="more" hidden></button></p>
<noscript><p>The table needs JavaScript; <a href="all.html">all families as a plain list</a> do not.</p></noscript>
{% endblock %}
"""

LIST: Final = """\
{% extends "base" %}
{% from "macros" import table %}
{% block main %}
<h1{{ heading.inside }}</h1>
{% if lead %}
<p class="lead"{{ lead.inside }}</p>
{% endif %}
{% if links %}
<ul class="links">
{% for label, url in links %}
<li><a href="{{ url }}" rel="nofollow">{{ label }}</a></li>
{% endfor %}
</ul>
{% endif %}
{% for code, text in prose %}
<div class="prose told" lang="{{ code }}">{{ text }}</div>
{% endfor %}
{% if picture %}
<div class="scroll trends" role="region" aria-label="{{ heading.texts[0] }}" tabindex="0">\
{% for scheme in ("light", "dark") %}
<img class="trend only-{{ scheme }}" loading="lazy" width="760" height="380" src="{{ root }}trends/{{ picture }}-{{ scheme }}.svg" \
alt="{{ heading.texts[0] }}: best open scores over time">\
{% endfor %}
</div>
{% endif %}
{{ table(heading.texts[0], columns, rows) }}
{% endblock %}
"""

ALL: Final = """\
{% extends "base" %}
{% block main %}
<h1{{ say("site.directory") }}</h1>
{% for key, links in groups %}
<h2{{ say(key) }}</h2>
<ul class="directory">
{% for target, name in links %}
<li><a href="{{ target }}">{{ name }}</a></li>
{% endfor %}
</ul>
{% endfor %}
{% endblock %}
"""

COMPARE: Final = """\
{% extends "base" %}
{% block main %}
<h1{{ say("site.compare") }}</h1>
<form id="chooser" onsubmit="return false">
<label><span{{ say("site.add_family") }}</span> <input list="names" id="add" autocomplete="off"></label>
<datalist id="names"></datalist>
</form>
<p class="bar"><span id="count" role="status"></span>
<button type="button" id="share"{{ say("site.copy_link") }}</button></p>
<p class="note"{{ say("site.shaded") }}</p>
<div class="scroll" role="region" aria-label="Comparison" tabindex="0"><table id="comparison"></table></div>
{% endblock %}
"""

CHARTS: Final = """\
{% extends "base" %}
{% macro chart(id, title, key) %}
<h2 id="{{ id }}"{{ say(title) }}</h2>
<p{{ say(title ~ "_key") }}</p>
{{ caller() }}
<p class="key">{% for kind in kinds %}<span class="{{ kind.name }}">{{ "●" if loop.first else "○" }}</span> <span{{ kind.words.inside }}</span> {% endfor %}</p>
<div id="{{ key }}" class="chart" role="img" aria-labelledby="{{ id }}"></div>
<p id="{{ key }}-at" class="at"></p>
<details><summary{{ say("site.as_table") }}</summary><div class="scroll" role="region" aria-labelledby="{{ id }}" tabindex="0">\
<table id="{{ key }}-table"></table></div></details>
{% endmacro %}
{% block main %}
<h1{{ say("site.charts") }}</h1>
<section aria-labelledby="by-size">
{% call chart("by-size", "site.by_size", "sizes") %}{% endcall %}
</section>
<section aria-labelledby="by-score">
{% call chart("by-score", "site.by_score", "scores") %}<p><label><span{{ say("board") }}</span> <select id="board"></select></label></p>{% endcall %}
</section>
{% endblock %}
"""

TEMPLATES: Final = {
    "base": BASE, "macros": MACROS, "index": INDEX, "list": LIST, "all": ALL, "compare": COMPARE, "charts": CHARTS, "family": FAMILY,
}  # fmt: skip
