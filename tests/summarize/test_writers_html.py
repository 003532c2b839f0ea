"""The page is read with a parser, as a browser would, not with substrings of markup."""

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest
from example_result import ARTICLE, CHOSEN, FULL, SAME

from summarize.result import Flag, FlagKind, Result
from summarize.writers import write
from summarize.writers.html import LABELS

VOID = {"meta", "link", "path", "br"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    language: str
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def find(self, **attributes: str) -> list["Element"]:
        """Elements with these attributes; ``class_`` means: among the classes."""
        found = [e for child in self.children if isinstance(child, Element) for e in child.find()]
        everything = [self, *found]
        return [e for e in everything if all(e.has(k, v) for k, v in attributes.items())]

    def has(self, name: str, value: str) -> bool:
        if name == "class_":
            return value in self.attributes.get("class", "").split()
        if name == "tag":
            return self.tag == value
        return self.attributes.get(name.replace("_", "-")) == value


class Tree(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.root = Element("root", {}, "")
        self.open = [self.root]
        self.feed(page)
        self.close()
        assert self.open == [self.root], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        parent = self.open[-1]
        element = Element(tag, attributes, attributes.get("lang", parent.language))
        parent.children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(*results: Result) -> Element:
    return Tree(write(list(results), "html", full=True)).root


def test_source_and_translation_stand_side_by_side():
    rows = tree(FULL).find(class_="row")[1:]
    cells = [(row.find(class_="source")[0], row.find(class_="target")[0]) for row in rows]
    assert [source.find(class_="s")[0].text for source, _ in cells] == [
        "Ауылға 34 мың текше метр су келді.",
        "Баға",
        "Су <тегін> & таза",
    ]
    assert [target.find(class_="s")[0].text for _, target in cells] == [
        "43 cubic metres of water came to the village.",
        "Price",
        "Water is <free> & clean",
    ]


def test_every_sentence_is_marked_with_its_language():
    root = tree(FULL)
    sentences = root.find(tag="span", class_="s")
    assert {e.language for e in sentences if re.search("[А-Яа-я]", e.text)} == {"kk"}
    assert {e.language for e in sentences if re.search("[A-Za-z]", e.text)} == {"en"}
    assert root.find(tag="html")[0].attributes["lang"] == "en"


def test_summary_sentences_link_to_their_sources():
    root = tree(FULL)
    items = root.find(tag="section", aria_label="Summary")[0].find(tag="li")
    assert [item.find(tag="a")[0].attributes["href"] for item in items] == ["#a1-p1s1", "#a1-p1s2"]
    assert items[1].find(class_="s")[0].attributes["data-s"] == "a1-p1s2 a1-p3s1"
    (sentence,) = root.find(id="a1-p1s1")
    assert sentence.text == "Ауылға 34 мың текше метр су келді."
    assert "cited" in sentence.attributes["class"].split()


def test_every_link_has_its_target_and_ids_are_unique():
    elsewhere = replace(CHOSEN, flags=(Flag(FlagKind.SCORE, "s1", "a sentence of no article"),))
    root = tree(FULL, CHOSEN, SAME, elsewhere)
    ids = [e.attributes["id"] for e in root.find() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    links = {e.attributes["href"] for e in root.find(tag="a") if "href" in e.attributes}
    assert links
    assert links <= {f"#{name}" for name in ids}


def test_flagged_sentences_are_marked_with_the_reason():
    root = tree(FULL)
    doubted = root.find(class_="doubted")
    assert [e.text for e in doubted] == ["43 cubic metres of water came to the village."]
    notes = {
        n.attributes["id"]: n.text
        for n in root.find(tag="li")
        if "note" in n.attributes.get("id", "")
    }
    assert " ".join(notes["a1-note-a"].split()) == "aLength 3.1 times the length of the source"
    assert " ".join(notes["a1-note-b"].split()) == (
        "bNumber 34 мың is missing; 43 is not in the source"
    )


def test_select_first_shows_the_chosen_translation_beside_the_whole_source():
    root = tree(CHOSEN)
    targets = [s.text for t in root.find(class_="target") for s in t.find(class_="s")]
    assert targets == ["43 cubic metres of water came to the village."]
    assert len(root.find(id="a1-p3s1")) == 1


def test_without_translation_there_is_one_column():
    root = tree(SAME)
    assert root.find(class_="target") == []
    assert "machine translation" not in root.text


def test_markup_in_an_article_stays_text():
    attack = "</style><script>alert(1)</script><img src=x onerror=alert(1)>"
    article = replace(ARTICLE, title=attack, origin=attack)
    flag = Flag(FlagKind.NUMBER, "p1s1", attack)
    summary = replace(FULL.summary, title=attack)
    translation = replace(FULL.translation, title=attack)
    root = tree(
        replace(FULL, article=article, summary=summary, translation=translation, flags=(flag,))
    )
    assert len(root.find(tag="script")) == 1
    assert root.find(tag="img") == []
    assert root.find(tag="h1")[0].text == attack


def test_the_page_fetches_nothing():
    page = write(FULL, "html", full=True)
    addresses = re.findall(r"""(?:src|href)=["']([^"'#][^"']*)""", page)
    assert all(address.startswith("data:") for address in addresses)
    assert "@import" not in page
    assert "url(" not in page


def test_what_was_left_out_is_listed():
    (details,) = tree(FULL).find(tag="details")
    assert "photo credit: Фото: BES.media" in " ".join(details.text.split())


def test_list_items_keep_their_marker_and_headings_are_headings():
    root = tree(FULL)
    assert [m.text for m in root.find(class_="marker")] == ["-", "-"]
    assert [h.text for h in root.find(tag="h2")] == ["Баға", "Price"]


@pytest.mark.parametrize("kind", list(FlagKind))
def test_every_kind_of_flag_has_a_label(kind: FlagKind):
    assert LABELS[kind].isalpha()


def test_footnotes_go_on_after_z():
    flags = tuple(Flag(FlagKind.SCORE, f"x{i}", "unsure") for i in range(28))
    letters = [e.text for e in tree(replace(FULL, flags=flags)).find(tag="a", class_="letter")]
    assert letters[0] == "a"
    assert letters[25:28] == ["z", "aa", "ab"]
