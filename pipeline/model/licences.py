"""Licences by their SPDX identifiers, where one of them is meant; everything else keeps the name that its maker gave it.

The Hub writes identifiers in lower case (https://huggingface.co/docs/hub/repositories-licenses);
SPDX has its own spelling (https://spdx.org/licenses/). The GNU licences stay as stated: SPDX asks
"only or later?", and the Hub does not say.
"""

import re
from typing import Final

_IDENTIFIERS: Final = (
    "AFL-3.0", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear", "BSL-1.0", "CC0-1.0",
    "CC-BY-2.0", "CC-BY-2.5", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-2.0", "CC-BY-NC-3.0",
    "CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-3.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-2.0", "CC-BY-NC-SA-3.0",
    "CC-BY-NC-SA-4.0", "CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "ECL-2.0", "EPL-1.0", "EPL-2.0",
    "EUPL-1.1", "EUPL-1.2", "ISC", "LPPL-1.3c", "MIT", "MPL-2.0", "MS-PL", "NCSA", "OFL-1.1", "OSL-3.0", "PostgreSQL",
    "Unlicense", "WTFPL", "Zlib",
)  # fmt: skip
_BY_LOWER: Final = {identifier.lower(): identifier for identifier in _IDENTIFIERS} | {
    "c-uda": "C-UDA-1.0", "odbl": "ODbL-1.0", "odc-by": "ODC-By-1.0", "pddl": "PDDL-1.0", "apache-license-2.0": "Apache-2.0",
    "mit-license": "MIT",
}  # fmt: skip
_GAPS: Final = re.compile(r"[\s_,]+")


def spdx(stated: str) -> str:
    """The SPDX identifier that a stated licence is, or the text as it was stated; of a list, "mit, gpl-3.0", each."""
    plain = _GAPS.sub("-", stated.strip().casefold()).replace("-version-", "-")
    return _BY_LOWER.get(plain) or (", ".join(map(spdx, stated.split(", "))) if ", " in stated else stated)


_FREE: Final = frozenset({
    "apache-2.0", "mit", "mit-0", "bsd", "bsd-2-clause", "bsd-3-clause", "isc", "0bsd", "unlicense", "zlib", "cc0-1.0",
    "cc-by-4.0", "cc-by-3.0", "cc-by-sa-4.0", "cc-by-sa-3.0", "mpl-2.0", "gpl-2.0", "gpl-3.0", "lgpl-2.1", "lgpl-3.0",
    "agpl-3.0", "epl-2.0", "eupl-1.1", "eupl-1.2", "artistic-2.0", "afl-3.0", "bsl-1.0", "ms-pl", "ncsa", "postgresql",
    "wtfpl", "openmdw-1.0", "openmdw-1.1", "odc-by", "odc-by-1.0", "pddl", "pddl-1.0", "cdla-permissive-2.0",
})  # fmt: skip


def is_free(stated: str) -> bool:
    """Whether a licence lets anybody use a model for any purpose: approved by OSI, or Creative Commons and data licences alike."""
    return spdx(stated).lower() in _FREE
