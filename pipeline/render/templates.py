"""The pages' templates by name. Text with Jinja2 marks; what they print is Marked (see environment)."""

from typing import Final

README: Final = """\
# {{ title }}{% if first %} [![Awesome](https://awesome.re/badge.svg)](https://awesome.re){% endif %}


{{ switch_list }}

{{ switch_language }}

<!--lint disable awesome-list-item double-link table-pipe-alignment-->

{% if intro %}
{{ intro }}
{% endif %}
## {{ words.contents }}

{{ contents }}
## {{ words.models }}

{{ words.links_key }}

{{ words.absent_key }}

{% if compared_link %}
{{ compared_link }}

{% endif %}
{{ models }}
{% if further %}
{{ words.further }}{{ words.colon }}{{ further }}

{% endif %}
## {{ words.details }}

{{ details }}
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

TEMPLATES: Final[dict[str, str]] = {"readme": README, "evidence": EVIDENCE}
