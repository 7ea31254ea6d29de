"""The templates by name. Text with Jinja2 marks; what they print is Marked (see environment)."""

from typing import Final

from pipeline.render.templates.evidence import EVIDENCE
from pipeline.render.templates.kept import KEPT_EN, KEPT_ZH
from pipeline.render.templates.readme import README, SECTION

TEMPLATES: Final[dict[str, str]] = {
    "readme": README,
    "section": SECTION,
    "kept_en": KEPT_EN,
    "kept_zh": KEPT_ZH,
    "evidence": EVIDENCE,
}
