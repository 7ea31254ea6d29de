"""The pages' templates by name. Text with Jinja2 marks; what they print is Marked (see environment)."""

from typing import Final

README: Final = """\
# {{ title }}{% if first %} [![Awesome](https://awesome.re/badge.svg)](https://awesome.re){% endif %}


{{ switch_list }} · {{ switch_language }}

<!--lint disable awesome-list-item double-link table-pipe-alignment-->

{% if intro %}
{{ intro }}
{% endif %}
{% if elsewhere %}
{{ elsewhere }}

{% endif %}
## {{ words.contents }}

{{ contents }}
{% if new %}
## {{ words.new }}

{{ new }}
{% endif %}
{% if choose %}
## {{ words.choose }}

{{ choose }}
{% endif %}
## {{ words.models }}

{{ words.links_key }}

{% if compared_link %}
{{ compared_link }}

{% endif %}
{{ models }}
{% if further %}
{{ words.further }}{{ words.colon }}{{ further }}

{% endif %}
{% if newest %}
## {{ words.newest }}

{{ newest }}
{% endif %}
{% if earlier %}
## {{ words.earlier }}

{{ earlier }}
{% endif %}
{% if began %}
## {{ words.began }}

{{ words.began_key }}

{{ began }}
{% endif %}
{% if first %}
## {{ words.boards }}

{{ boards }}
{% if benchmarks %}
## {{ words.benchmarks }}

{{ benchmarks }}
{% endif %}
{% if resources %}
## {{ words.resources }}

{{ resources }}
{% endif %}
{{ words.kept_text }}
{% endif %}
"""

EVIDENCE: Final = """\
# {{ heading }}

{{ back }}

{% if details %}
{{ details }}
{% endif %}
## {{ evidence }}

{% if key %}
{{ key }}
{% endif %}
{{ sections }}
{% if standings %}
{{ standings }}
{% endif %}
{% if papers %}
{{ papers }}
{% endif %}
"""

BENCHMARKS: Final = """\
# {{ title }}

{{ switch_language }}

{{ sections }}
"""

BOARDS: Final = """\
# {{ title }}

{{ switch_language }}

{{ key }}

{{ sections }}

{% if links %}
## {{ others }}

{{ links }}
{% endif %}
"""

COVERAGE: Final = """\
# {{ title }}

{{ key }}

{{ sections }}
"""

TEMPLATES: Final[dict[str, str]] = {
    "readme": README, "benchmarks": BENCHMARKS, "boards": BOARDS, "evidence": EVIDENCE, "coverage": COVERAGE,
}  # fmt: skip
