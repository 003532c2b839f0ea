"""Abbreviations that end in a full stop, and what a full stop after each of them means.

The classes were drawn from Kazakh news and encyclopedic text. A word is in the class that decides
best when a capital letter follows; before a small letter nothing is ever split:

* heads introduce what follows ("проф. Ахметов", "Mr. Brown"): never an end;
* inner stand inside a clause ("2024 ж. Алматы", "Ақтау қ. Абай к."): a Kazakh sentence ends with
  its verb, so they end one only before a word that opens sentences ("2024 ж. Ол");
* units may stand last ("биіктігі 65 м. Ғимарат"): an end before a capital letter;
* multipliers are units unless an acronym follows ("12 млн. АҚШ доллары");
* closers end a list and the sentence with it ("мектеп, т.б. Содан").
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The abbreviations of one language, in lower case, dotted ones without spaces and without
    the last full stop ("т.б"). ``starters`` are words that open a sentence when they are written
    with a capital letter; ``speech`` matches the words after a closing quote that name the
    speaker; ``razdel`` says that razdel's own (Russian) abbreviations decide the rest.
    """

    heads: frozenset[str]
    inner: frozenset[str]
    units: frozenset[str]
    multipliers: frozenset[str]
    closers: frozenset[str]
    starters: frozenset[str]
    speech: re.Pattern[str]
    razdel: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KAZAKH = Abbreviations(
    heads=_words(
        """
        проф акад доц ред құраст авт ауд инж ген полк орынб м.а мыс қар салыст
        көш даңғ кв ул им тел факс моб сур кест бөл жин св ст
        орт биікт оңт солт шығ бат лат грек ағылш нем франц итал исп өзб түр тат араб парсы
        ғыл экон әлеум мәд мед тех техн хим физ биол геогр геол филос мемл төм
        т.ғ.д т.ғ.к ф.ғ.д ф.ғ.к п.ғ.д п.ғ.к э.ғ.д э.ғ.к м.ғ.д м.ғ.к з.ғ.д з.ғ.к dr mr mrs
        """
    ),
    inner=_words("ж жж ғ ғғ г гг б.з.д б.з.б б.з б.э.д қ а к п обл окр ш.а а.о ы.а"),
    units=_words("м км см мм т кг г га л мл ц сағ сек мин тг теңг долл руб кв.м кв.км куб.м"),
    multipliers=_words("млн млрд трлн тыс"),
    closers=_words("т.б ж.т.б ж.б т.с.с с.с т.т т.с"),
    starters=_words(
        """
        ол бұл осы сол олар оның оны оған одан онда олардың оларды оларға бұның мұның бұған мұнда
        мұндай бұдан мұны соның соған содан сондай сонымен сондықтан сонда сөйтіп осылай осылайша
        осыдан осыған осындай осында осының ал алайда бірақ дегенмен әйтсе себебі өйткені яғни
        демек кейін кейіннен бүгінде қазір енді егер және тағы айта біз біздің мен менің сіз сен
        әрі әрине жалпы негізі әсіресе мысалы мәселен айталық иә жоқ бәрі барлығы аталған
        """
    ),
    speech=re.compile(
        r"\s*(?:[–—-]|(?:[\w-]+\s+){0,3}?(?:деді|дейді|депті|деп|деген|дегенді|дедім|сұрады)\b)"
    ),
)

ENGLISH = Abbreviations(
    heads=_words(
        """
        mr mrs ms dr prof rev hon gen col lt capt maj sgt gov sen rep pres st mt messrs
        vs e.g i.e cf viz vol fig figs eq pp eds approx ca dept est ave blvd
        jan feb aug sept oct nov dec
        """
    ),
    inner=_words("u.s u.k u.n u.s.a e.u d.c a.m p.m b.c a.d inc ltd co corp bros jr sr ph.d m.d"),
    units=_words("no nos p art"),
    multipliers=frozenset(),
    closers=_words("etc"),
    starters=_words(
        """
        the it he she they this that these those there we you i his her its their our but and so
        in on at as for from after before when while if since although however meanwhile then what
        who why how not no yes now some many most all both each another other one an by with
        according also still yet even during under over
        """
    ),
    speech=re.compile(
        r"\s*(?:[–—]\s*[a-z]|(?:[A-Z][\w'’-]+\s+){1,3}?(?:said|says|asked|asks|added|wrote|told|"
        r"explained|replied|shouted)\b)"
    ),
)

RUSSIAN = Abbreviations(
    heads=frozenset(),
    inner=_words("г гг"),
    units=frozenset(),
    multipliers=_words("млн млрд трлн тыс"),
    closers=_words("т.д т.п"),
    starters=_words(
        """
        он она они оно его её ее их это эта этот эти мы вы я но а и также однако при кроме если
        когда после затем потом теперь сейчас сегодня так там здесь тогда поэтому все всего
        """
    ),
    speech=re.compile(r"\s*[–—-]"),
    razdel=True,
)

BY_LANGUAGE = {"kk": KAZAKH, "en": ENGLISH, "ru": RUSSIAN}
