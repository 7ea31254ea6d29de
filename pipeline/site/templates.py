"""The site's pages: HTML with Jinja2 marks, every value escaped on its way in."""

from typing import Final

from pipeline.site.family_template import FAMILY

BASE: Final = """\
<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ title }}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{{ root }}static/style.css">
{% for sheet in sheets %}
<link rel="stylesheet" href="{{ root }}static/{{ sheet }}">
{% endfor %}
{% if exports %}
<link rel="alternate" type="application/atom+xml" title="Changes" href="{{ root }}{{ exports }}/feed.atom">
{% endif %}
<script src="{{ root }}data/words.js"></script>
<script src="{{ root }}static/theme.js"></script>
</head>
<body>
<a class="skip" href="#main"{{ say("site.skip") }}</a>
<header class="top">
<nav aria-label="Site">
<a href="{{ root }}index.html" {% if here == 'index' %}aria-current="page"{% endif %}{{ say("site.models") }}</a>
<a href="{{ root }}compare.html" {% if here == 'compare' %}aria-current="page"{% endif %}{{ say("site.compare") }}</a>
<a href="{{ root }}charts.html" {% if here == 'charts' %}aria-current="page"{% endif %}{{ say("site.charts") }}</a>
</nav>
<div class="tools">
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
<a href="{{ root }}{{ exports }}/feed.atom">Atom</a>.</p>
{% endif %}
<p><span{{ say("site.terms") }}</span> \
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
<input type="search" id="q" autocomplete="off" placeholder="Qwen, mixture of experts, 数学" aria-describedby="count"></label>
<details id="wishes"><summary{{ say("site.filters") }}</summary>
<div class="wishes">
<label><span{{ say("site.kind") }}</span><select id="kind">
<option value=""{{ say("site.all") }}</option>{% for kind in kinds %}<option value="{{ kind.name }}"{{ kind.words.inside }}</option>
{%- endfor %}</select></label>
<label><span{{ say("site.organization") }}</span><select id="organization"><option value=""{{ say("site.all") }}</option></select></label>
<label><span{{ say("site.size_from") }}</span><input type="number" id="min" min="0" step="any" inputmode="decimal"></label>
<label><span{{ say("site.size_to") }}</span><input type="number" id="max" min="0" step="any" inputmode="decimal"></label>
<label><span{{ say("site.license") }}</span><select id="license" aria-describedby="free"><option value=""{{ say("site.all") }}</option>
<option value="free"{{ say("site.free") }}</option></select></label>
<label><span{{ say("site.context_from") }}</span><select id="context"><option value=""{{ say("site.any") }}</option>
<option value="8000">8K</option><option value="32000">32K</option><option value="128000">128K</option>
<option value="250000">256K</option><option value="1000000">1M</option></select></label>
<label><span{{ say("site.language") }}</span><select id="language-of"><option value=""{{ say("site.any") }}</option></select></label>
<label><span{{ say("site.since") }}</span><input type="month" id="since"></label>
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
{% for key, said in (("name", "site.model"), ("organization", "site.organization"), ("size", "site.sizes"), ("memory", "site.memory"), \
("context", "site.context"), ("license", "site.license"), ("released", "site.released")) %}
<th scope="col" role="columnheader" data-sort="{{ key }}"><button type="button"{{ say(said) }}</button></th>
{% endfor %}
</tr></thead>
<tbody role="rowgroup"></tbody>
</table>
</div>
<p><button type="button" id="more" hidden></button></p>
<noscript><p>The table needs JavaScript; <a href="all.html">all families as a plain list</a> do not.</p></noscript>
{% endblock %}
"""

ALL: Final = """\
{% extends "base" %}
{% block main %}
<h1{{ say("site.all_families") }}</h1>
<ul>
{% for slug, name in families %}
<li><a href="families/{{ slug }}.html">{{ name }}</a></li>
{% endfor %}
</ul>
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
{% block main %}
<h1{{ say("site.charts") }}</h1>
<section aria-labelledby="by-size">
<h2 id="by-size"{{ say("site.by_size") }}</h2>
<p{{ say("site.by_size_key") }}</p>
<p class="key">{% for kind in kinds %}<span class="{{ kind.name }}">{{ "●" if loop.first else "○" }}</span> <span{{ kind.words.inside }}</span> {% endfor %}</p>
<div id="sizes" class="chart" role="img" aria-labelledby="by-size"></div>
<p id="sizes-at" class="at"></p>
<details><summary{{ say("site.as_table") }}</summary><div class="scroll" role="region" aria-labelledby="by-size" tabindex="0">\
<table id="sizes-table"></table></div></details>
</section>
<section aria-labelledby="by-score">
<h2 id="by-score"{{ say("site.by_score") }}</h2>
<p{{ say("site.by_score_key") }}</p>
<p><label><span{{ say("site.leaderboard") }}</span> <select id="board"></select></label></p>
<p class="key">{% for kind in kinds %}<span class="{{ kind.name }}">{{ "●" if loop.first else "○" }}</span> <span{{ kind.words.inside }}</span> {% endfor %}</p>
<div id="scores" class="chart" role="img" aria-labelledby="by-score"></div>
<p id="scores-at" class="at"></p>
<details><summary{{ say("site.as_table") }}</summary><div class="scroll" role="region" aria-labelledby="by-score" tabindex="0">\
<table id="scores-table"></table></div></details>
</section>
{% endblock %}
"""

TEMPLATES: Final = {"base": BASE, "index": INDEX, "all": ALL, "compare": COMPARE, "charts": CHARTS, "family": FAMILY}
