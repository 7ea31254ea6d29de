"""A family's evidence page, in both languages at once: its facts are the same in either."""

from typing import Final

EVIDENCE: Final = """\
# {{ heading }}

{{ back }}

{% if first %}
What each source states, and what the list shows. *won*: the list shows this value. *agrees*: within tolerance of it.
*rival*: another value; the [order of authority]({{ docs }}) decided. *pinned*: a person's correction, which holds
against what it *overruled*. *yielded*: a person's value that a source has made unnecessary.

以下列出各来源的说法与列表采用的数值。*采用*：列表所示数值；*一致*：在容差之内；*分歧*：与之不同，按权威顺序取舍；
*更正*：人工更正，优先于被其*推翻*的说法；*让位*：已有来源说明，人工填写的数值不再使用。

{% endif %}
{% for table in tables %}
## {{ table.heading }}

{% if table.state %}
{{ table.state }}

{% endif %}
{% if table.rows %}
| Field · 字段 | Value · 数值 | Verdict · 结论 | Source · 来源 | Kept in · 存档 |
| --- | --- | --- | --- | --- |
{% for row in table.rows %}
| {{ row.field }} | {{ row.value }} | {{ row.verdict }} | {{ row.source }} | {{ row.kept }} |
{% endfor %}

{% endif %}
{% endfor %}
{% if standings %}
## Standings · 榜单成绩

| Board · 榜单 | Name there · 榜上名称 | Score · 成绩 | Edition · 版本 | Joined by · 匹配方式 |
| --- | --- | --- | --- | --- |
{% for row in standings %}
| {{ row.board }} | {{ row.name }} | {{ row.score }} | {{ row.edition }} | {{ row.rule }} |
{% endfor %}

{% endif %}
{% if papers %}
## Papers · 论文

{% for paper in papers %}
- {{ paper }}
{% endfor %}

{% endif %}
"""
