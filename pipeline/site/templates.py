"""The site's pages: HTML with Jinja2 marks, every value escaped on its way in."""

from typing import Final

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
<script src="{{ root }}static/theme.js"></script>
</head>
<body>
<a class="skip" href="#main" data-zh="跳到正文">Skip to content</a>
<header class="top">
<nav aria-label="Site">
<a href="{{ root }}index.html" {% if here == 'index' %}aria-current="page"{% endif %} data-zh="模型">Models</a>
<a href="{{ root }}compare.html" {% if here == 'compare' %}aria-current="page"{% endif %} data-zh="对比">Compare</a>
<a href="{{ root }}charts.html" {% if here == 'charts' %}aria-current="page"{% endif %} data-zh="图表">Charts</a>
</nav>
<div class="tools">
<button type="button" id="language" lang="zh">中文</button>
<button type="button" id="theme" data-zh="深色/浅色">Light/dark</button>
</div>
</header>
<main id="main" tabindex="-1">
{% block main %}{% endblock %}
</main>
<footer>
<p><span data-zh="数据与页面以 CC0 1.0 贡献给公共领域；每个数值都附有出处。所用脚本库的许可见">Data and pages are dedicated to the \
public domain (CC0 1.0); each fact leads to its source. Licences of the libraries used:</span> \
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
<h1 data-zh="开放模型一览">Open models</h1>
<p class="lead" data-zh="开放权重的大语言模型与视觉语言模型。筛选、搜索、排序之后，地址栏里的链接可以直接分享。">Large language models and \
vision-language models with open weights. Filter, search, sort; then share the address: it holds your choice.</p>
<form id="filters" role="search" aria-label="Filters" onsubmit="return false">
<label class="wide"><span data-zh="搜索">Search</span>
<input type="search" id="q" autocomplete="off" placeholder="Qwen, mixture of experts, 数学" aria-describedby="count"></label>
<label><span data-zh="类型">Kind</span><select id="kind">
<option value="" data-zh="全部">All</option><option value="llm" data-zh="语言模型">LLM</option>
<option value="vlm" data-zh="视觉语言模型">VLM</option></select></label>
<label><span data-zh="机构">Organisation</span><select id="organization"><option value="" data-zh="全部">All</option></select></label>
<label><span data-zh="最小规模（B）">Size from (B)</span><input type="number" id="min" min="0" step="any" inputmode="decimal"></label>
<label><span data-zh="最大规模（B）">Size to (B)</span><input type="number" id="max" min="0" step="any" inputmode="decimal"></label>
<label><span data-zh="许可证">Licence</span><select id="license"><option value="" data-zh="全部">All</option>
<option value="free" data-zh="可自由使用（OSI、CC 等）">Free for any use (OSI, CC BY and alike)</option></select></label>
<label><span data-zh="上下文至少">Context at least</span><select id="context"><option value="" data-zh="不限">Any</option>
<option value="8000">8K</option><option value="32000">32K</option><option value="128000">128K</option>
<option value="250000">256K</option><option value="1000000">1M</option></select></label>
<label><span data-zh="语言">Language</span><select id="language-of"><option value="" data-zh="不限">Any</option></select></label>
<label><span data-zh="发布不早于">Released from</span><input type="month" id="since"></label>
<label class="tick"><input type="checkbox" id="unknown"> <span data-zh="含数值未知者">Also where a value is not known</span></label>
<button type="reset" id="reset" data-zh="清除">Clear</button>
</form>
<p class="bar"><span id="count" role="status"></span>
<a id="to-compare" href="compare.html" hidden data-zh="对比所选">Compare chosen</a></p>
<div class="scroll" role="region" aria-labelledby="caption" tabindex="0">
<table id="models">
<caption id="caption" data-zh="模型系列；点击列名排序">Model families; choose a column's name to sort</caption>
<thead><tr>
<th scope="col"><span class="hidden" data-zh="对比">Compare</span></th>
<th scope="col" data-sort="name"><button type="button" data-zh="模型">Model</button></th>
<th scope="col" data-sort="organization"><button type="button" data-zh="机构">Organisation</button></th>
<th scope="col" data-sort="size"><button type="button" data-zh="规模">Sizes</button></th>
<th scope="col" data-sort="context"><button type="button" data-zh="上下文">Context</button></th>
<th scope="col" data-sort="license"><button type="button" data-zh="许可证">Licence</button></th>
<th scope="col" data-sort="tokens"><button type="button" data-zh="训练词元">Tokens</button></th>
<th scope="col" data-sort="released"><button type="button" data-zh="发布">Released</button></th>
</tr></thead>
<tbody></tbody>
</table>
</div>
<p><button type="button" id="more" hidden></button></p>
<noscript><p>The table needs JavaScript; <a href="all.html">all families as a plain list</a> do not.</p></noscript>
{% endblock %}
"""

ALL: Final = """\
{% extends "base" %}
{% block main %}
<h1 data-zh="全部模型">All families</h1>
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
<h1 data-zh="对比">Compare</h1>
<form id="chooser" onsubmit="return false">
<label><span data-zh="添加模型">Add a family</span> <input list="names" id="add" autocomplete="off"></label>
<datalist id="names"></datalist>
</form>
<p id="count" role="status"></p>
<div class="scroll" role="region" aria-label="Comparison" tabindex="0"><table id="comparison"></table></div>
{% endblock %}
"""

CHARTS: Final = """\
{% extends "base" %}
{% block main %}
<h1 data-zh="图表">Charts</h1>
<section aria-labelledby="by-size">
<h2 id="by-size" data-zh="规模与发布日期">Size and release date</h2>
<p data-zh="每个点是一个权重；纵轴为对数刻度；● 语言模型，○ 视觉语言模型。点击可打开模型页面。">\
One point a checkpoint, on a logarithmic scale. ● LLM, ○ VLM. Click to open the family.</p>
<div id="sizes" class="chart" role="img" aria-labelledby="by-size"></div>
<p id="sizes-at" class="at" role="status"></p>
<details><summary data-zh="表格形式">As a table</summary><div class="scroll" role="region" aria-labelledby="by-size" tabindex="0">\
<table id="sizes-table"></table></div></details>
</section>
<section aria-labelledby="by-score">
<h2 id="by-score" data-zh="榜单成绩与发布日期">Score and release date</h2>
<p><label><span data-zh="排行榜">Leaderboard</span> <select id="board"></select></label></p>
<div id="scores" class="chart" role="img" aria-labelledby="by-score"></div>
<p id="scores-at" class="at" role="status"></p>
<details><summary data-zh="表格形式">As a table</summary><div class="scroll" role="region" aria-labelledby="by-score" tabindex="0">\
<table id="scores-table"></table></div></details>
</section>
{% endblock %}
"""

FAMILY: Final = """\
{% extends "base" %}
{% block main %}
<h1>{{ one.name }}</h1>
<p class="lead">{{ one.kind }} · {{ one.maker }}{% if one.maker_zh and one.maker_zh != one.maker %} · <span lang="zh">\
{{ one.maker_zh }}</span>{% endif %}
{% for slug, name in one.before %} · <span data-zh="前代">follows</span> <a href="{{ slug }}.html">{{ name }}</a>{% endfor %}
{% for slug, name in one.after %} · <span data-zh="后续">followed by</span> <a href="{{ slug }}.html">{{ name }}</a>{% endfor %}</p>
<p class="bar"><a href="../compare.html#ids={{ one.slug }}" data-zh="与其他模型对比">Compare with others</a></p>
{% if one.links %}
<ul class="links">
{% for label, url in one.links %}
<li><a href="{{ url }}" rel="nofollow">{{ label }}</a></li>
{% endfor %}
</ul>
{% endif %}
{% if one.prose_en %}
<div class="prose" lang="en">{{ one.prose_en }}</div>
{% endif %}
{% if one.prose_zh %}
<div class="prose" lang="zh">{{ one.prose_zh }}</div>
{% endif %}
<h2 data-zh="数据">Facts</h2>
<dl class="facts">
{% for label, value in one.facts %}
<div><dt>{{ label }}</dt><dd>{{ value }}</dd></div>
{% endfor %}
</dl>
{% if one.standings %}
<h2 data-zh="榜单成绩">Standings</h2>
<div class="scroll" role="region" aria-label="Standings" tabindex="0"><table>
<thead><tr><th scope="col" data-zh="榜单">Board</th><th scope="col" data-zh="榜上名称">Name there</th>\
<th scope="col" data-zh="成绩">Score</th><th scope="col" data-zh="版本">Edition</th></tr></thead><tbody>
{% for s in one.standings %}
<tr><th scope="row">{% if s.url %}<a href="{{ s.url }}" rel="nofollow">{{ s.board }}</a>{% else %}{{ s.board }}{% endif %}</th>\
<td>{{ s.name }}</td><td>{{ s.score }}</td><td>{{ s.edition }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endif %}
{% if one.pictures %}
<h2 data-zh="成绩走势">Scores over time</h2>
{% for board, stem in one.pictures %}
<p><img class="trend only-light" loading="lazy" width="760" height="380" src="../{{ stem }}-light.svg" \
alt="{{ board }}: scores of {{ one.name }} over time">\
<img class="trend only-dark" loading="lazy" width="760" height="380" src="../{{ stem }}-dark.svg" \
alt="{{ board }}: scores of {{ one.name }} over time"></p>
{% endfor %}
{% endif %}
{% if one.papers %}
<h2 data-zh="论文">Papers</h2>
{% for p in one.papers %}
<article><h3><a href="{{ p.url }}" rel="nofollow">{{ p.title or 'arXiv ' ~ p.identity }}</a></h3>
<p>arXiv {{ p.identity }}{% if p.authors %} · {{ p.authors }}{% endif %}{% if p.published %} · {{ p.published }}{% endif %}</p>
{% if p.abstract %}
<details><summary data-zh="摘要">Abstract</summary><p lang="en">{{ p.abstract }}</p></details>
{% endif %}
</article>
{% endfor %}
{% endif %}
<h2 data-zh="每个数值的出处">Every value and its evidence</h2>
{% for part in one.parts %}
<section><h3>{% if part.url %}<a href="{{ part.url }}" rel="nofollow">{{ part.heading }}</a>{% else %}{{ part.heading }}{% endif %}</h3>
{% if part.state %}
<p>{{ part.state }}</p>
{% endif %}
{% if part.lines %}
<div class="scroll" role="region" aria-label="{{ part.heading }}" tabindex="0"><table>
<thead><tr><th scope="col" data-zh="字段">Field</th><th scope="col" data-zh="数值">Value</th>\
<th scope="col" data-zh="结论">Verdict</th><th scope="col" data-zh="来源">Source</th>\
<th scope="col" data-zh="获取">Retrieved</th></tr></thead><tbody>
{% for line in part.lines %}
<tr{% if line.strong %} class="strong"{% endif %}><th scope="row">{{ line.field }}</th><td>{{ line.value }}</td><td>{{ line.verdict }}\
{% if line.because %}: {{ line.because }}{% endif %}</td><td>{% if line.url %}<a href="{{ line.url }}" rel="nofollow">\
{{ line.source }}</a>{% else %}{{ line.source }}{% endif %}</td><td>{{ line.when }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endif %}
</section>
{% endfor %}
{% endblock %}
"""

TEMPLATES: Final = {"base": BASE, "index": INDEX, "all": ALL, "compare": COMPARE, "charts": CHARTS, "family": FAMILY}
