"""The table of licences: name, what kind of permission it is, where its text stands, and a line on what it permits.

A licence that SPDX lists goes by its identifier (https://spdx.org/licenses/), any other by its maker's name for it.
Every stated spelling leads to its row; what leads to none stays as it was stated, and is never taken for free.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple, get_args

Terms = Literal["free", "conditions", "non-commercial", "research", "unknown"]
"""What a licence lets people do: anything (approved by OSI, or Creative Commons and data licences alike); anything but what it
lists, or commerce within limits; nothing commercial; research alone; or nobody has said yet."""
TERMS: Final[tuple[Terms, ...]] = get_args(Terms)
"""From the most free to the least."""


class Licence(NamedTuple):
    """One licence. `en` and `zh` say in a line what it permits; `url` is "" where its text differs from model to model."""

    name: str
    terms: Terms
    url: str = ""
    en: str = ""
    zh: str = ""
    spdx: bool = False

    def permits(self, language: str) -> str:
        """What it permits, in a language; in English where there are no words of it."""
        said: str = getattr(self, language, self.en)
        return said


class _Permission(NamedTuple):
    terms: Terms
    en: str
    zh: str


_ANY: Final = _Permission("free", "Any use, also commercial; the notices stay.", "可作任何用途，包括商用；须保留声明。")
_PUBLIC: Final = _Permission("free", "Any use, without conditions.", "可作任何用途，没有附加条件。")
_ALIKE: Final = _Permission(
    "free",
    "Any use, also commercial; what is passed on stays under the same licence.",
    "可作任何用途，包括商用；再分发时须沿用同一许可证。",
)
_NO_CHANGES: Final = _Permission(
    "conditions", "Any use, also commercial; changed versions may not be passed on.", "可商用；不得分发修改后的版本。"
)
_NO_COMMERCE: Final = _Permission(
    "non-commercial", "Any use that is not commercial; the maker is named.", "仅限非商业用途；须署名。"
)
_NO_COMMERCE_ALIKE: Final = _Permission(
    "non-commercial",
    "Any use that is not commercial; what is passed on stays under the same licence.",
    "仅限非商业用途；再分发时须沿用同一许可证。",
)
_NO_COMMERCE_NO_CHANGES: Final = _Permission(
    "non-commercial",
    "Any use that is not commercial; changed versions may not be passed on.",
    "仅限非商业用途；不得分发修改后的版本。",
)
_BEHAVED: Final = _Permission(
    "conditions", "Any use, also commercial, but those that it forbids; the list of these is passed on with the model.",
    "可商用，但不得用于其禁止的用途；再分发时须附上这些限制。",
)  # fmt: skip
_REGISTERED: Final = _Permission(
    "conditions", "Research is free; commercial use is free after registering.", "学术研究免费；登记后可免费商用。"
)
_RESEARCH: Final = _Permission("research", "Research and evaluation, nothing commercial.", "仅限研究与评估，不得商用。")
_TENCENT: Final = _Permission(
    "conditions", "Any use, also commercial, outside the EU, the UK and South Korea; above 100 million monthly users by agreement.",
    "欧盟、英国、韩国以外可商用；月活用户超过 1 亿须另行取得授权。",
)  # fmt: skip


def _users(millions: int, more: str = "", more_zh: str = "") -> _Permission:
    """Commerce up to a number of monthly users."""
    return _Permission(
        "conditions", f"Any use, also commercial{more}; above {millions} million monthly users by agreement.",
        f"可商用{more_zh};月活用户超过 {millions / 100:g} 亿须另行取得授权。",
    )  # fmt: skip


def _revenue(millions: int, more: str = "", more_zh: str = "") -> _Permission:
    """Commerce up to a yearly revenue."""
    return _Permission(
        "conditions", f"Any use; commercial use up to {millions} million dollars of yearly revenue{more}.",
        f"可商用，但年收入不得超过 {millions * 100} 万美元{more_zh}。",
    )  # fmt: skip


_LLAMA: Final = _users(700, ", under its use policy and with attribution", "，须遵守使用政策并署名")
_LLAMA_NOT_EU: Final = _users(
    700, ", under its use policy and with attribution; not the models that take images inside the EU",
    "，须遵守使用政策并署名；图像模型不授权给欧盟境内的用户",
)  # fmt: skip

_SPDX: Final[tuple[tuple[_Permission, str], ...]] = (
    (_ANY, ("0BSD AFL-3.0 Apache-2.0 Artistic-2.0 BSD-2-Clause BSD-3-Clause BSD-3-Clause-Clear BSL-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 "
           "CC-BY-4.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 ECL-2.0 etalab-2.0 ISC MIT MIT-0 MS-PL NCSA ODC-By-1.0 OFL-1.1 PostgreSQL Zlib")),
    (_PUBLIC, "CC0-1.0 PDDL-1.0 Unlicense WTFPL"),
    (_ALIKE, "CC-BY-SA-3.0 CC-BY-SA-4.0 CDLA-Sharing-1.0 EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 LPPL-1.3c MPL-2.0 ODbL-1.0 OSL-3.0"),
    (_NO_CHANGES, "CC-BY-ND-4.0"),
    (_NO_COMMERCE, "CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0"),
    (_NO_COMMERCE_ALIKE, "CC-BY-NC-SA-2.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0"),
    (_NO_COMMERCE_NO_CHANGES, "CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0"),
    (_Permission("conditions", "Computation alone, also commercial.", "仅可用于计算，可商用。"), "C-UDA-1.0"),
    (_Permission("conditions", "Any use but those that its grant keeps back; a free licence takes its place after some years.",
           "除附加授权保留的用途外均可使用；若干年后转为自由许可证。"), "BUSL-1.1"),
)  # fmt: skip
"""Identifiers of SPDX by what they permit."""

_HUB: Final = "https://huggingface.co/"
_GIT: Final = "https://github.com/"
_META: Final = "https://github.com/meta-llama/llama-models/blob/main/models/"
_NVIDIA: Final = "https://www.nvidia.com/en-us/agreements/enterprise-software/"
_GNU: Final = "https://www.gnu.org/licenses/"

_MAKERS: Final[tuple[tuple[str, _Permission, str], ...]] = (
    # The GNU licences: SPDX asks "only or later?", and those who state them seldom say.
    ("GPL-2.0", _ALIKE, f"{_GNU}old-licenses/gpl-2.0.html"),
    ("GPL-3.0", _ALIKE, f"{_GNU}gpl-3.0.html"),
    ("LGPL-2.1", _ALIKE, f"{_GNU}old-licenses/lgpl-2.1.html"),
    ("LGPL-3.0", _ALIKE, f"{_GNU}lgpl-3.0.html"),
    ("AGPL-3.0", _ALIKE, f"{_GNU}agpl-3.0.html"),
    ("BSD", _ANY, "https://spdx.org/licenses/BSD-3-Clause.html"),
    ("OpenMDW-1.0", _ANY, f"{_GIT}OpenMDW/OpenMDW/blob/main/1.0/LICENSE.openmdw"),
    ("OpenMDW-1.1", _ANY, f"{_GIT}OpenMDW/OpenMDW/blob/main/1.1/LICENSE.OpenMDW-1.1"),
    ("BigScience RAIL 1.0", _BEHAVED, f"{_HUB}spaces/bigscience/license"),
    ("BigCode OpenRAIL-M", _BEHAVED, f"{_HUB}spaces/bigcode/bigcode-model-license-agreement"),
    ("CreativeML OpenRAIL-M", _BEHAVED, f"{_HUB}spaces/CompVis/stable-diffusion-license"),
    ("OpenRAIL", _BEHAVED, "https://www.licenses.ai/ai-licenses"),
    ("Modified OpenRAIL-M (Datalab)",
     _revenue(2, " or funding, and not in rivalry with Datalab's own service", "（或融资额）,且不得与 Datalab 自家服务竞争"),
     f"{_GIT}datalab-to/chandra/blob/master/MODEL_LICENSE"),
    ("Modified MIT", _Permission("conditions", "As MIT, with a condition of the maker's own, mostly for large commercial use.",
                           "在 MIT 基础上附有厂商自定条件，多针对大规模商用。"), ""),
    ("Llama License", _Permission("research", "Research, nothing commercial; on request.", "仅限研究，不得商用；须申请。"), ""),
    ("Llama 2 Community License", _LLAMA, f"{_META}llama2/LICENSE"),
    ("Llama 3 Community License", _LLAMA, f"{_META}llama3/LICENSE"),
    ("Llama 3.1 Community License", _LLAMA, f"{_META}llama3_1/LICENSE"),
    ("Llama 3.2 Community License", _LLAMA_NOT_EU, f"{_META}llama3_2/LICENSE"),
    ("Llama 3.3 Community License", _LLAMA, f"{_META}llama3_3/LICENSE"),
    ("Llama 4 Community License", _LLAMA_NOT_EU, f"{_META}llama4/LICENSE"),
    ("FAIR Noncommercial Research License", _RESEARCH, f"{_HUB}facebook/fair-noncommercial-research-license/blob/main/LICENSE"),
    ("Gemma Terms of Use", _BEHAVED, "https://ai.google.dev/gemma/terms"),
    ("Health AI Developer Foundations Terms", _Permission("conditions",
      "Any use, also commercial, but those that it forbids; clinical use needs the regulator's leave.",
      "可商用，但不得用于其禁止的用途；临床使用须获监管许可。"), "https://developers.google.com/health-ai-developer-foundations/terms"),
    ("DeepSeek License", _BEHAVED, f"{_GIT}deepseek-ai/DeepSeek-LLM/blob/main/LICENSE-MODEL"),
    ("Qwen License", _users(100), f"{_HUB}Qwen/Qwen2.5-72B-Instruct/blob/main/LICENSE"),
    ("Qwen Research License", _RESEARCH, f"{_HUB}Qwen/Qwen2.5-3B-Instruct/blob/main/LICENSE"),
    ("Tongyi Qianwen License", _users(100), f"{_GIT}QwenLM/Qwen/blob/main/Tongyi%20Qianwen%20LICENSE%20AGREEMENT"),
    ("Tongyi Qianwen Research License", _RESEARCH, f"{_GIT}QwenLM/Qwen/blob/main/Tongyi%20Qianwen%20RESEARCH%20LICENSE%20AGREEMENT"),
    ("Mistral Research License", _RESEARCH, "https://mistral.ai/licenses/MRL-0.1.md"),
    ("Mistral Non-Production License", _Permission("non-commercial", "Research, tests and personal use; not in production.",
          "仅限研究、测试与个人使用；不得用于生产。"),
     "https://mistral.ai/licenses/MNPL-0.1.md"),
    ("Falcon-180B TII License", _Permission("conditions", "Any use, also commercial, under its use policy; hosting it for others by agreement.",
                                      "可商用，须遵守使用政策；对外提供托管服务须另行取得授权。"), f"{_HUB}spaces/tiiuae/falcon-180b-license"),
    ("Falcon LLM License", _BEHAVED, "https://falconllm.tii.ae/falcon-terms-and-conditions.html"),
    ("NVIDIA Open Model License", _BEHAVED, f"{_NVIDIA}nvidia-open-model-license/"),
    ("NVIDIA Nemotron Open Model License", _BEHAVED, f"{_NVIDIA}nvidia-nemotron-open-model-license/"),
    ("GLM-4 License", _REGISTERED, f"{_HUB}zai-org/glm-4-9b/blob/main/LICENSE"),
    ("ChatGLM-6B License", _BEHAVED, f"{_GIT}zai-org/ChatGLM-6B/blob/main/MODEL_LICENSE"),
    ("ChatGLM2-6B License", _REGISTERED, f"{_GIT}zai-org/ChatGLM2-6B/blob/main/MODEL_LICENSE"),
    ("ChatGLM3-6B License", _REGISTERED, f"{_GIT}zai-org/ChatGLM3/blob/main/MODEL_LICENSE"),
    ("CogVLM License", _REGISTERED, f"{_GIT}zai-org/CogVLM/blob/main/MODEL_LICENSE"),
    ("CogVLM2 License", _REGISTERED, f"{_GIT}zai-org/CogVLM2/blob/main/MODEL_LICENSE"),
    ("Baichuan 2 Community License", _Permission("conditions", "Research is free; commercial use by application, for services below a million daily users.",
      "研究免费；商用须申请，且日活用户不足 100 万。"), f"{_HUB}baichuan-inc/Baichuan2-7B-Base/blob/main/Community%20License%20for%20Baichuan2%20Model.pdf"),
    ("LFM Open License v1.0", _revenue(10), f"{_HUB}LiquidAI/LFM2-1.2B/blob/main/LICENSE"),
    ("EXAONE License (NC)", _RESEARCH, f"{_HUB}LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct/blob/main/LICENSE"),
    ("EXAONE License 1.2 (NC)", _Permission("research", "Research and education, nothing commercial.", "仅限研究与教育，不得商用。"),
     f"{_HUB}LGAI-EXAONE/EXAONE-4.0-32B/blob/main/LICENSE"),
    ("K-EXAONE License", _Permission("unknown", "", ""), f"{_GIT}LG-AI-EXAONE/K-EXAONE/blob/main/LICENSE"),
    ("Jamba Open Model License", _revenue(50), "https://www.ai21.com/jamba-open-model-license/"),
    ("Tencent License", _TENCENT, f"{_HUB}tencent/Tencent-Hunyuan-Large/blob/main/LICENSE.txt"),
    ("Tencent Hunyuan A13B License", _TENCENT, f"{_GIT}Tencent-Hunyuan/Hunyuan-A13B/blob/main/LICENSE"),
    ("Tencent Hunyuan Community License", _TENCENT, f"{_GIT}Tencent-Hunyuan/HunyuanOCR/blob/main/License.txt"),
    ("Tencent HY Community License", _TENCENT, f"{_GIT}Tencent-Hunyuan/HY-MT/blob/main/License.txt"),
    ("MiniMax Model License", _users(100), f"{_GIT}MiniMax-AI/MiniMax-01/blob/main/LICENSE-MODEL"),
    ("MiniMax Non-Commercial License", _Permission("non-commercial", "Any use that is not commercial; commerce by agreement.",
          "仅限非商业用途；商用须另行取得授权。"),
     f"{_GIT}MiniMax-AI/MiniMax-M2.7/blob/main/LICENSE"),
    ("Apple Sample Code License", _Permission("conditions", "Any use of the copyright, also commercial; no rights in patents.",
          "可使用其著作权内容，包括商用；不授予专利权。"),
     f"{_HUB}apple/OpenELM/blob/main/LICENSE"),
    ("Apple Research License", _RESEARCH, f"{_HUB}apple/deeplabv3-mobilevit-small/blob/main/LICENSE"),
    ("Databricks Open Model License", _users(700, ", but not to improve other language models", "，但不得用于改进其他语言模型"),
     "https://www.databricks.com/legal/open-model-license"),
    ("xAI Community License", _Permission("conditions", "Any use, also commercial, under its use policy; not to train other models.",
                                    "可商用，须遵守使用政策；不得用于训练其他模型。"), f"{_HUB}xai-org/grok-2/blob/main/LICENSE"),
    ("Stability AI Community License", _revenue(1), "https://stability.ai/community-license-agreement"),
    ("Stability AI Non-Commercial Research License", _RESEARCH, f"{_HUB}stabilityai/stablelm-2-1_6b/blob/main/LICENSE.md"),
)  # fmt: skip
"""Everybody else's: name, what it permits, and its text."""

_ALIASES: Final[Mapping[str, str]] = {
    "odc-by": "ODC-By-1.0", "odbl": "ODbL-1.0", "pddl": "PDDL-1.0", "c-uda": "C-UDA-1.0", "apache 2": "Apache-2.0",
    "Business Source License 1.1 with an Additional Use Grant": "BUSL-1.1", "bsl-1.1": "BUSL-1.1", "Business Source License 1.1": "BUSL-1.1",
    "bigscience-bloom-rail-1.0": "BigScience RAIL 1.0", "bigscience-openrail-m": "BigScience RAIL 1.0", "openrail++": "OpenRAIL",
    "modified-openrail-m": "Modified OpenRAIL-M (Datalab)", "llama": "Llama License", "llama2": "Llama 2 Community License",
    "llama3": "Llama 3 Community License", "llama3.1": "Llama 3.1 Community License", "llama3.2": "Llama 3.2 Community License",
    "llama3.3": "Llama 3.3 Community License", "llama4": "Llama 4 Community License", "gemma": "Gemma Terms of Use",
    "health-ai-developer-foundations": "Health AI Developer Foundations Terms", "deepseek": "DeepSeek License",
    "DeepSeek Model License": "DeepSeek License", "mrl": "Mistral Research License", "mnpl": "Mistral Non-Production License",
    "mnpl-0.1": "Mistral Non-Production License", "mrl-0.1": "Mistral Research License",
    "Community License for Baichuan2 Model": "Baichuan 2 Community License", "lfm1.0": "LFM Open License v1.0",
    "exaone": "EXAONE License (NC)", "EXAONE AI Model License Agreement 1.1 - NC": "EXAONE License (NC)",
    "EXAONE AI Model License Agreement 1.2 - NC": "EXAONE License 1.2 (NC)", "K-EXAONE AI Model License": "K-EXAONE License",
    "minimax": "MiniMax Model License", "apple-ascl": "Apple Sample Code License", "apple-amlr": "Apple Research License",
    "apple-amlr-model": "Apple Research License", "grok2-community": "xAI Community License", "Grok 2 Community License": "xAI Community License",
    "stabilityai-ai-community": "Stability AI Community License",
    "stabilityai-nc-research-community": "Stability AI Non-Commercial Research License", "other-open-mdw": "OpenMDW-1.0", "open-mdw": "OpenMDW-1.0",
}  # fmt: skip
"""What is stated where the name does not lead to its row by itself."""

_WORD: Final = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)*|\+\+|[^\x00-\x7f]+")
_IDLE: Final = frozenset({"license", "licence", "agreement", "the", "version", "v"})
"""Words that a name may have or lack."""


def _key(name: str) -> tuple[str, ...]:
    """A name as the words that tell it from others: "Apache License, Version 2.0" and "apache-2.0" have one key."""
    return tuple(word for word in _WORD.findall(name.casefold()) if word not in _IDLE)


def _rows() -> Iterator[Licence]:
    for line, identifiers in _SPDX:
        for name in identifiers.split():
            yield Licence(name, line.terms, f"https://spdx.org/licenses/{name}.html", line.en, line.zh, spdx=True)
    for name, line, url in _MAKERS:
        yield Licence(name, line.terms, url, line.en, line.zh)


LICENCES: Final[Mapping[str, Licence]] = {one.name: one for one in _rows()}
"""Every licence by name."""
_BY_KEY: Final = {_key(name): one for name, one in LICENCES.items()} | {
    _key(a): LICENCES[name] for a, name in _ALIASES.items()
}
_REVISION: Final = re.compile(r"/(?:blob|resolve|raw)/[^/]+/")


def _place(url: str) -> str:
    """An address without what may differ between two of one text: scheme, "www.", revision, the slash at its end."""
    bare = url.strip().partition("://")[2].removeprefix("www.").rstrip("/").casefold()
    return _REVISION.sub("/", bare)


_BY_PLACE: Final = {_place(one.url): one for one in LICENCES.values() if one.url}


@lru_cache(maxsize=4096)
def licence(stated: str, link: str = "") -> Licence:
    """The licence that a name means, or the text that a link leads to.

    Of an unknown name only a restriction is believed: "non-commercial" and "research" forbid whatever the rest permits.
    """
    found = _BY_KEY.get(_key(stated)) or _BY_PLACE.get(_place(link))
    if found is not None:
        return found
    words = _key(stated)
    joined = " ".join(words)
    terms: Terms = "unknown"
    if "research" in words:
        terms = "research"
    elif "nc" in words or "noncommercial" in words or "non commercial" in joined:
        terms = "non-commercial"
    return Licence(stated.strip(), terms, link)


def licences(stated: str, name: str = "", link: str = "") -> tuple[Licence, ...]:
    """The licences that a source states: its id, the name and link that stand beside "other", or a list, "mit, gpl-3.0".

    None for the Hub's id for "nobody said".
    """
    stated = stated.strip()
    if stated.casefold() == "unknown":
        return ()
    beside = _BY_KEY.get(_key(name))
    if stated.casefold() == "other":
        stated = name.strip() or stated
    elif beside is not None and ", " not in stated and beside != licence(stated):
        return (licence(stated, link), beside)  # "mit" for the code, and the name of the weights' own beside it
    if _key(stated) in _BY_KEY or ", " not in stated:
        return (licence(stated, link),)
    return tuple(dict.fromkeys(licence(part) for part in stated.split(", ") if part.strip()))


def licences_of(facts: Mapping[str, object]) -> tuple[Licence, ...]:
    """The licences of one checkpoint, by what is known of it."""
    stated, name, link = (str(facts.get(field) or "") for field in ("license", "license_name", "license_link"))
    return licences(stated or name, name, link) if stated or name else ()


def named(stated: str) -> str:
    """A stated licence by its canonical name; of a list each."""
    return ", ".join(one.name for one in licences(stated)) or stated


def terms_of(stated: str) -> Terms:
    """What a stated licence lets people do; of a list the least free: the permissive one of two is not what was granted."""
    return least_free(licences(stated)) or "unknown"


def least_free(several: Iterable[Licence]) -> Terms | None:
    """What several licences of one thing let people do together; None of none."""
    return max((one.terms for one in several), key=TERMS.index, default=None)


def is_free(stated: str) -> bool:
    """Whether a licence lets anybody use a model for any purpose."""
    return terms_of(stated) == "free"
