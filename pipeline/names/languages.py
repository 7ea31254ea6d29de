"""Names of natural languages and their ISO 639 codes (639-1 where there is one)."""

from typing import Final

_NAMES: Final = (
    "afrikaans af|albanian sq|amharic am|arabic ar|armenian hy|assamese as|asturian ast|azerbaijani az|bashkir ba|basque eu|"
    "belarusian be|bengali bn|bangla bn|bosnian bs|breton br|bulgarian bg|burmese my|catalan ca|cebuano ceb|chinese zh|"
    "mandarin zh|cantonese yue|croatian hr|czech cs|danish da|dutch nl|english en|esperanto eo|estonian et|faroese fo|"
    "filipino tl|tagalog tl|finnish fi|french fr|frisian fy|galician gl|georgian ka|german de|greek el|gujarati gu|haitian ht|"
    "hausa ha|hebrew he|hindi hi|hungarian hu|icelandic is|igbo ig|indonesian id|irish ga|italian it|japanese ja|javanese jv|"
    "kannada kn|kazakh kk|khmer km|kinyarwanda rw|korean ko|kurdish ku|kyrgyz ky|lao lo|latin la|latvian lv|lithuanian lt|"
    "luxembourgish lb|macedonian mk|malagasy mg|malay ms|malayalam ml|maltese mt|maori mi|marathi mr|mongolian mn|nepali ne|"
    "norwegian no|occitan oc|odia or|oriya or|pashto ps|persian fa|farsi fa|polish pl|portuguese pt|punjabi pa|romanian ro|"
    "russian ru|sanskrit sa|scots gd|serbian sr|sindhi sd|sinhala si|slovak sk|slovenian sl|slovene sl|somali so|spanish es|"
    "sundanese su|swahili sw|swedish sv|tajik tg|tamil ta|tatar tt|telugu te|thai th|tibetan bo|turkish tr|turkmen tk|"
    "ukrainian uk|urdu ur|uyghur ug|uzbek uz|vietnamese vi|welsh cy|xhosa xh|yiddish yi|yoruba yo|zulu zu|中文 zh|汉语 zh|英文 en|"
    "英语 en|日语 ja|日文 ja|韩语 ko|韩文 ko|法语 fr|德语 de|西班牙语 es|俄语 ru|阿拉伯语 ar|葡萄牙语 pt|意大利语 it|越南语 vi|泰语 th|印尼语 id"
)
CODE_OF: Final[dict[str, str]] = {name: code for name, _, code in (entry.rpartition(" ") for entry in _NAMES.split("|"))}
"""Lower-case name -> code."""

_TWO: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es "
    "et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj "
    "kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
    "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti "
    "tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
TWO_LETTER: Final = frozenset(_TWO.split())
_NO_LANGUAGES: Final = (
    "code multilingual python java javascript typescript go rust cpp c sql bash html css mul zxx und other all none unknown "
    "math php ruby perl lua scala shell text programming false true"
)
NOT_LANGUAGES: Final = frozenset(_NO_LANGUAGES.split())
"""Words found under `language:` that name no natural language."""


def code_of(word: str) -> str | None:
    """The code of one entry of a language list: a code, a name, or a code with a region."""
    text = word.strip().lower().replace("_", "-")
    if text in NOT_LANGUAGES:
        return None
    if text in CODE_OF:
        return CODE_OF[text]
    head = text.partition("-")[0]
    if head in TWO_LETTER:
        return head if text == head or len(text.partition("-")[2]) in {2, 3, 4} else None
    if len(text) == 3 and text.isascii() and text.isalpha():
        return text
    return None
