"""What the frame of a news page leaves in saved text: labels, credits, stamps, buttons.

Every pattern is matched against a whole line in the form of `models.normalization`. Three degrees
of certainty:

* certain: debris wherever the line stands ("Back to top button", "Сурет: BES.media");
* label: words that an article could have as a heading of its own ("Саясат", "Facebook"); debris
  only at the edge of the page or in a row with other debris;
* edge: whole sentences of the page's owner ("Сайт cookie файлдарын пайдаланады"), dates and names;
  debris only at the edge of the page.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

_LONGEST = 400
_CAPITAL = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_SMALL = "a-zа-яёәғқңөұүһі"
_DOMAIN = r"(?:https?://)?(?:[\w-]+\.)+(?:kz|қаз|com|org|net|ru|media|info|asia|news|kg|uz|tv|me)"
_CREDIT_STEMS = (
    "ашық|дерек|көз|баспасөз|қызмет|архив|мұрағат|сайт|автор|жеке|скрин|видео|фото|сурет|түсір|алын"
    "|әкім|министрлі|департамент|ақпарат|агентті|редакция|басқарма|комитет|облыс|қала|аудан|полиция"
    "|прокуратура|интернет|желі|әлеуметтік|парақша|иллюстрация|коллаж|ұсын|пресс|служб|акимат"
    "|министерств|департамент|открыт|источник|из|личн|сет|предоставлен|област|город|полици|с|и|мен"
    "|және|от|газет|instagram|facebook|telegram|youtube|gettyimages|pixabay|unsplash|freepik"
)
_CREDIT_WORD = re.compile(
    rf"[«\"(@©]*(?:{_DOMAIN}\S*|[{_CAPITAL}№][^\s.!?…:]*\.?|(?i:{_CREDIT_STEMS})[\w-]*\.?)[)»\",;]*|[/|&–-]"
)
_CREDIT_WORDS = 10
_PICTURE = (
    r"(?:фото|сурет|суреттер|фотосурет|видео|бейнежазба|коллаж|инфографика|скриншот|скрин"
    r"|иллюстрация|снимок|кадр|photo|video|image|(?:фото|сурет|суретті|видео) (?:авторы|дереккөзі"
    r"|көзі|түсірген)|түсірген)"
)
_WORD_OF_NAME = rf"[{_CAPITAL}][\w'-]*\.?"
_NAME = rf"{_WORD_OF_NAME}(?: ?{_WORD_OF_NAME}){{1,3}}"
_NETWORK = (
    r"(?:facebook|twitter|x|whats ?app|telegram|instagram|youtube|tik ?tok|linkedin|viber|threads|"
    r"vk|вконтакте|одноклассники|ok|фейсбук|ватсап|телеграм|инстаграм|e-?mail|rss)"
)
_RELATED = (
    r"(?:осы айдарда(?:ғы)?|(?:сонымен қатар |тағы(?: да)? |сондай-ақ )?оқи отырыңыз(?:дар)?|"
    r"(?:тағы(?: да)?|сонымен қатар|сондай-ақ|мұны да|осыны да|осы тақырыпта) оқыңыз(?:дар)?|"
    r"(?:ұқсас|басқа да|осы айдардағы|тақырыпқа қатысты|соңғы|басты|өзекті|танымал) "
    r"(?:жаңалықтар|материалдар|мақалалар|тақырыптар)|тақырып бойынша|осы тақырыпта|"
    r"читайте (?:также|еще|ещё)|(?:похожие|последние|другие|свежие|популярные) "
    r"(?:новости|материалы|статьи)|(?:материалы )?по теме|смотрите также|related (?:news|posts|"
    r"articles)|read (?:also|more)|see also)"
)
_WHEN = (
    r"(?:(?:\d{1,2}[:.]\d\d(?::\d\d)?|бүгін|кеше|сегодня|вчера),? ?[|/•·,–-]? ?)?"
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d\d\.\d{4}|\d{1,2}[ -]?[а-яәғқңөұүһі]{3,9}\.?,? \d{4}"
    r"|\d{4} ?(?:ж\.?|жыл|жылғы|жылдың)?,? ?\d{1,2}[ -][а-яәғқңөұүһі]{3,9})"
    r"(?: ?(?:ж\.|жыл|жылы|г\.|года?))?"
    r"(?:,? ?[|/•·,–-]? ?(?:сағат |в )?\d{1,2}[:.]\d\d(?::\d\d)?)?"
)


class Certainty(IntEnum):
    """How sure it is, from the line alone, that it is debris."""

    EDGE = 1
    LABEL = 2
    CERTAIN = 3


class Debris(NamedTuple):
    """Why a line is debris, and where it is."""

    reason: str
    certainty: Certainty


def _rule(reason: str, certainty: Certainty, *patterns: str) -> tuple[Debris, re.Pattern[str]]:
    return Debris(reason, certainty), re.compile("|".join(patterns), re.IGNORECASE)


_RULES = (
    _rule(
        "button",
        Certainty.CERTAIN,
        r"back to top(?: button)?|жоғары(?:ға)? (?:көтерілу|қайту|шығу)|наверх|к началу страницы",
        r"(?:материалмен |жаңалықпен |достарыңызбен |әлеуметтік желіде )?бөлісу(?:\s?:)?"
        r"|бөлісіңіз(?:дер)?(?:\s?[:!.])?|поделиться(?: новостью| в соцсетях)?\s?:?"
        r"|share(?: this)?:?",
        r"толығырақ(?: оқу)?[ .…»>→]*|толық (?:оқу|нұсқасы)[ .…»>→]*|жалғасын оқу[ .…»>→]*"
        r"|подробнее[ .…»>→]*|читать (?:далее|полностью|дальше)[ .…»>→]*|read more[ .…»>→]*",
        r"басып шығару|распечатать|версия для печати|print(?: this page)?|сілтемені көшіру"
        r"|скопировать ссылку|copy link|skip to content|мазмұнға өту|перейти к содержимому",
        r"(?:\d+ )?(?:пікір қалдыру|пікір жазу|пікір қосу|жауап қалдыру|оставить комментарий"
        r"|добавить комментарий|leave a (?:comment|reply))",
        r"барлық жаңалықтар|барлығын көру|все новости|бас парақша(?:ға)?",
        r".{0,120}(?:қате|ошибк|опечат|error)\w*.{0,120}\bctrl ?\+ ?enter\b.{0,60}",
        rf"{_NETWORK}(?:[ ,|/•]+{_NETWORK})+",
    ),
    _rule(
        "counter",
        Certainty.CERTAIN,
        r"(?:👁 ?)?(?:қаралды|қаралым(?:дар)?|оқылды|көрілді|пікірлер|просмотр(?:ов|ы|ено)?"
        r"|комментари(?:и|ев)|views?|comments?)(?:\s?саны)? ?[:(–-]? ?\d[\d ]*\)?(?: рет)?",
        r"👁 ?\d[\d ]*|\d[\d ]* (?:рет )?(?:қаралды|оқылды|қаралым|просмотр(?:ов|а)?|views?)",
        r"оқу уақыты:? ?\d+ мин(?:ут)?\.?|\d+ мин(?:ут)?\.? оқу|время чтения:? ?\d+ мин\w*\.?",
    ),
    _rule(
        "related link",
        Certainty.CERTAIN,
        _RELATED + r"\s?[:.…»>→]*",
        _RELATED + r"\s?: ?.{1,200}(?<![.!])",
    ),
    _rule(
        "tags",
        Certainty.CERTAIN,
        r"#[^\W\d][\w-]*(?:[ ,;]+#[^\W\d][\w-]*)*[ ,;]*",
        r"(?:тегтер|тэгтер|хештегтер|теги|тэги|(?:кілт|басты) ?сөздер|түйін(?:ді)? сөздер"
        r"|ключевые слова|tags|keywords) ?: ?.{1,200}(?<![.!])",
    ),
    _rule(
        "copyright",
        Certainty.CERTAIN,
        r"©.{0,160}|(?:\(c\)|copyright) ?©? ?\d{4}.{0,140}",
        r".{0,60}(?:барлық құқы(?:қ|қтар|ғы)(?:тары)? (?:сақталған|қорғалған)"
        r"|все права (?:защищены|сохранены)|all rights reserved)\.?",
    ),
    _rule(
        "subscription",
        Certainty.CERTAIN,
        rf"[^«»\"–]*\b{_NETWORK}\b[^«»\"–]*(?:арнамызға|парақшамызға|каналымызға|желімізге"
        r"|аккаунтымызға|бізге|біздің)[^«»\"–]*(?:жазылыңыз|тіркеліңіз|қосылыңыз)(?:дар)?[ .!]*",
        rf"[^«»\"–]*(?:бізге|біздің)[^«»\"–]*\b{_NETWORK}\b[^«»\"–]*"
        r"(?:жазылыңыз|тіркеліңіз|қосылыңыз)(?:дар)?[ .!]*",
        rf"(?:подписывайтесь|подпишитесь|присоединяйтесь) (?:на|к) (?:нас|наш|нашу|нашему)\b"
        rf"[^«»\"–]*\b{_NETWORK}\b[^«»\"–]{{0,60}}",
        rf"(?:subscribe to|follow|join) (?:us|our)\b[^\"]*\b{_NETWORK}\b[^\"]{{0,60}}",
    ),
    _rule(
        "section label",
        Certainty.LABEL,
        r"өзекті|жаңалықтар|басты бет|басты|саясат|қоғам|экономика|мәдениет|руханият|спорт|әлем"
        r"|әлеумет|денсаулық|медицина|білім|ғылым|технология(?:лар)?|оқиға(?:лар)?|өңір(?:лер)?"
        r"|аймақтар|сұхбат|билік|құқық|қаржы|бизнес|тарих|көзқарас|пікір|таңдаулы|аңдатпа|хабарлама"
        r"|ресми|главная|новости|общество|политика|культура|мир|регионы|происшествия|интервью"
        r"|здоровье|главное|актуально|news|home|main",
    ),
    _rule(
        "button",
        Certainty.LABEL,
        rf"{_NETWORK}|пікірлер|комментарии|мәзір|меню|menu|іздеу|поиск|search|кіру|войти|тіркелу"
        r"|регистрация|жазылу|подписаться|печать|сақтау|жүктеу|жабу|закрыть|close|келесі|алдыңғы"
        r"|следующая|предыдущая|next|previous|қаз|рус|eng|kz|ru|en|қазақша|русский|english"
        r"|жарнама|реклама|advertisement|[<>«»|•·–—*=_#+.×✕☰]+",
    ),
    _rule(
        "date stamp",
        Certainty.EDGE,
        rf"(?:(?:жарияланған|жарияланды|жаңартылған|жаңартылды|күні"
        rf"|опубликовано|обновлено|дата|date|published|updated):? ?)?{_WHEN}",
    ),
    _rule(
        "owner's notice",
        Certainty.EDGE,
        r"(?:біз|бұл сайт|біздің сайт|сайт|сайтымыз|сайтта|порталда|мы|наш сайт|этот сайт|на сайте"
        r"|we|this (?:web)?site)\b.{0,160}\b(?:cookies?|куки)\b.{0,200}",
        r".{0,80}(?:сайт|портал|материал)\w*.{0,80}(?:көшір|пайдалан|қолдан|жариялан)\w*.{0,60}"
        r"(?:сілтеме|гиперсілтеме)\w*.{0,40}(?:міндетті|керек|қажет)\.?",
        r"при (?:использовании|перепечатке|копировании) материалов.{0,120}ссылка.{0,80}",
    ),
    _rule(
        "editorial contact",
        Certainty.EDGE,
        r"(?:редакция(?:ның|мен|сы|мыз)?|редакции|жарнама бөлімі|отдел рекламы|біздің телефон"
        r"|телефонымыз|мекенжайымыз)\b[^.!?]{0,60}(?:\+7|8) ?\(?\d{3}.{0,60}",
        r"(?:(?:редакция|реклама|жарнама|e-?mail|e-?пошта|эл(?:ектрон(?:дық|ды|ная))?\.? ?пошта)"
        r"\w*[^.!?:]{0,40}: ?)?[\w.+-]+@[\w-]+\.[\w.]+",
    ),
)

# Case matters in these: names begin with capitals.
_CASED_RULES = (
    (
        Debris("byline", Certainty.CERTAIN),
        re.compile(
            r"(?i:авторы?|мәтін авторы|мәтін|текст|дайындаған|жазған|жазып алған"
            r"|материалды дайындаған|сұхбаттасқан|сұхбатты жүргізген|әңгімелескен|аударған"
            r"|редактор(?:ы)?|подготовила?|by"
            rf"|author) ?: ?{_NAME}(?:, ?{_NAME})?\.?"
            rf"|(?:[\"«][{_CAPITAL}][\w ]{{1,30}}[\"»] ?-? ?|[{_CAPITAL}]\w+-)ақпарат\.?"
        ),
    ),
    (
        Debris("byline", Certainty.EDGE),
        re.compile(
            rf"[{_CAPITAL}][{_SMALL}]+(?:-[{_CAPITAL}][{_SMALL}]+)? "
            rf"[{_CAPITAL}]{{4,}}(?:-[{_CAPITAL}]{{4,}})?(?:, ?[\w «»-]{{1,40}})?[,.]?"
        ),
    ),
)
_PHOTO = Debris("photo credit", Certainty.CERTAIN)
_SOURCE = Debris("source", Certainty.CERTAIN)
_CREDIT_LABELS = (
    (_PHOTO, re.compile(rf"[(\[]?{_PICTURE} ?[:©] ?©? ?", re.IGNORECASE)),
    (_PHOTO, re.compile(r"[(\[]?суретті түсірген:? ", re.IGNORECASE)),
    (_PHOTO, re.compile(r"[(\[]?(?:фото|сурет) (?=ашық дерек|автор(?:а|дан)|из )", re.IGNORECASE)),
    (_SOURCE, re.compile(r"(?:дереккөз(?:і)?|источник|ақпарат көзі|source) ?: ?", re.IGNORECASE)),
)
_CREDIT_AT_END = re.compile(
    r"(?<=[.!?…»\")]) [(\[]?(?:фото|сурет|видео|коллаж|скриншот) ?[:©] ?", re.IGNORECASE
)
STAMP = re.compile(r"date (\d{4}-\d\d-\d\d)(?: |$)")
"""The stamp that some archives of saved pages put before the title."""


def find_debris(line: str) -> Debris | None:
    """What debris `line` (normalised) is, or None for a line that may be article text."""
    if len(line) > _LONGEST:
        return None
    for debris, label in _CREDIT_LABELS:
        if (match := label.match(line)) and _is_credit(line[match.end() :]):
            return debris
    for debris, pattern in (*_RULES, *_CASED_RULES):
        if pattern.fullmatch(line):
            return debris
    return None


def find_glued_credit(line: str) -> int | None:
    """Where a photo credit begins that was glued to the end of `line`, if there is one."""
    for match in _CREDIT_AT_END.finditer(line):
        if _is_credit(line[match.end() :]):
            return match.start()
    return None


def _is_credit(text: str) -> bool:
    """Names, sources and addresses without a sentence among them."""
    words = text.rstrip(" .)]").split()
    return 0 < len(words) <= _CREDIT_WORDS and all(map(_CREDIT_WORD.fullmatch, words))
