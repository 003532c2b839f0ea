"""Test sets: what ships, what a user brings, what is fetched, and what is refused."""

from __future__ import annotations

import json
import tarfile
import time
from pathlib import Path

import pytest

from eval.suites import (
    Card,
    SuiteError,
    bundled_suites,
    folder_suites,
    load_suite,
    public_suites,
    pull_suite,
)
from eval.suites import public as public_module
from eval.suites.files import file_checksum, read_documents
from eval.suites.public import PublicSuite, aligned_document, summary_documents
from eval.suites.scripts import script_problem
from eval.suites.storage import load_stored, pull

DOCUMENT = {
    "id": "d1",
    "topic": "health",
    "title": {"kk": "Жаңа аурухана", "en": "A new hospital"},
    "paragraphs": [
        [{"kk": "Аурухана ашылды.", "en": "A hospital opened."}],
        [
            {"kk": "Онда 120 төсек бар.", "en": "It has 120 beds."},
            {"kk": "Бәрі тегін.", "en": "All is free."},
        ],
    ],
    "summaries": [{"en": "A hospital with 120 beds opened."}],
    "key_facts": ["120 beds"],
}  # fmt: skip


def write_lines(path: Path, *records: object) -> Path:
    lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def complaint(path: Path) -> str:
    with pytest.raises(SuiteError) as caught:
        read_documents(path)
    return str(caught.value).replace(str(path), path.name)


def test_the_bundled_suite_has_what_the_readme_promises() -> None:
    suite = load_suite("news")
    assert len(suite.documents) >= 20
    assert suite.targets() == ["en", "kk", "ru"]
    for document in suite.documents:
        assert [set(texts) for texts in document.summaries] == [{"kk", "en", "ru"}] * 3
        assert 6 <= len(document.key_facts) <= 8
        assert all(set(segment.texts) == {"kk", "en", "ru"} for segment in document.segments)


def test_a_document_keeps_its_paragraphs_and_counts_sentences_from_one(tmp_path: Path) -> None:
    [document] = read_documents(write_lines(tmp_path / "a.jsonl", DOCUMENT))
    assert [(s.id, s.paragraph) for s in document.segments] == [
        ("p1s1", 1),
        ("p2s1", 2),
        ("p2s2", 2),
    ]
    assert [unit.id for unit in document.units("kk", "en")] == ["title", "p1s1", "p2s1", "p2s2"]
    assert document.sentences("en") == ["A hospital opened.", "It has 120 beds.", "All is free."]
    assert document.reference_summaries("en") == ["A hospital with 120 beds opened."]
    assert document.key_facts == ("120 beds",)


def test_sentences_in_json_lines_and_in_columns_are_the_same_suite(tmp_path: Path) -> None:
    lines = write_lines(
        tmp_path / "a.jsonl",
        {"id": "1", "document": "x", "kk": "Бір.", "ru": "Один."},
        {"id": "2", "document": "y", "kk": "Екі.", "ru": "Два."},
    )
    columns = tmp_path / "b.tsv"
    columns.write_text("id\tdocument\tkk\tru\n1\tx\tБір.\tОдин.\n2\ty\tЕкі.\tДва.\n", "utf-8")
    assert read_documents(lines) == read_documents(columns)
    assert load_suite(str(columns)).translation_targets() == ["ru"]


def test_pair_files_of_one_name_are_one_suite(tmp_path: Path) -> None:
    (tmp_path / "set.kk-en.tsv").write_text("Бір.\tOne.\nЕкі.\tTwo.\n", "utf-8")
    (tmp_path / "set.kk-ru.tsv").write_text("Бір.\tОдин.\n", "utf-8")
    (tmp_path / "NOTES.md").write_text("not a suite", "utf-8")
    assert list(folder_suites(tmp_path)) == ["set"]
    suite = load_suite("set", tmp_path)
    assert suite.targets() == ["en", "ru"]
    assert [document.id for document in suite.documents] == ["kk-en", "kk-ru"]


def test_the_development_sets_are_readable() -> None:
    folder = Path(__file__).parents[2].parent / "shared" / "corpora" / "dev"
    if not folder.is_dir():
        pytest.skip("the development corpora are not beside the repository")
    suite = load_suite("flores200-devtest", folder)
    assert suite.targets() == ["en", "ru"]
    assert {len(document.segments) for document in suite.documents} == {1011}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["{oops"], "a.jsonl, line 1: not valid JSON (Expecting property name"),
        ([DOCUMENT, '["a"]'], "a.jsonl, line 2: found a list; expected {"),
        ([DOCUMENT, "", DOCUMENT], "a.jsonl, line 3: the id 'd1' stands at "),
        ([{**DOCUMENT, "id": " "}], "a.jsonl, line 1: \"id\" is ' '; expected a text"),
        ([{"id": "1", "text": "x"}], "a.jsonl, line 1: found the keys id, text; expected"),
        ([{**DOCUMENT, "paragraphs": "x"}], 'line 1: "paragraphs" is not a list of lists'),
        ([{**DOCUMENT, "paragraphs": [[]]}], "line 1: the document has no sentence"),
        ([{**DOCUMENT, "paragraphs": [["x"]]}], "paragraph 1, sentence 1: found a text; expected"),
        ([{**DOCUMENT, "summaries": {}}], 'line 1: "summaries" is not a list'),
        ([{**DOCUMENT, "key_facts": [1]}], 'line 1: "key_facts" is not a list of texts'),
        ([{"id": "1", "kk": "Бір.", "en": " "}], "line 1: the text in 'en' is empty"),
        (
            [{**DOCUMENT, "paragraphs": [[{"kk": "Бір."}, {"kk": "Екі.", "en": "Two."}]]}],
            "line 1: sentence p1s1 has no text in en",
        ),
        (
            [{"id": "1", "kk": "Бір.", "ru": "A sentence that nobody has translated."}],
            "line 1: the text in 'ru' is written in Latin letters; expected Cyrillic.",
        ),
        (
            [{"id": "1", "kk": "Бiр сөз.", "en": "One word."}],
            "the text in 'kk' mixes scripts: the word 'бiр'",
        ),
        ([], "a.jsonl is empty; expected one document or sentence a line."),
    ],
)  # fmt: skip
def test_a_malformed_line_is_named(tmp_path: Path, lines: list[object], expected: str) -> None:
    path = write_lines(tmp_path / "a.jsonl", *lines)
    assert expected.lower() in complaint(path).lower()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.tsv", "kk\ten\nБір.\tOne.\tUn.\n", "a.tsv, line 2: found 3 columns; expected 2"),
        ("a.tsv", "Бір.\tOne.\n", "a.tsv, line 1: found the columns Бір., One.; expected a header"),
        ("a.kk-en.tsv", "Бір.\n", "a.kk-en.tsv, line 1: found 1 columns; expected 2"),
        ("a.txt", "Бір.\n", "a.txt is not a suite; expected a .jsonl or a .tsv file."),
    ],
)
def test_malformed_columns_are_named(tmp_path: Path, name: str, text: str, expected: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert complaint(path).startswith(expected)


def test_a_file_that_is_absent_or_not_text_is_named(tmp_path: Path) -> None:
    assert complaint(tmp_path / "no.jsonl") == "There is no file no.jsonl; check the path."
    binary = tmp_path / "b.jsonl"
    binary.write_bytes(b"\xff\xfe\xfa")
    assert complaint(binary).startswith("b.jsonl cannot be read as UTF-8 text")


@pytest.mark.parametrize(
    ("text", "language", "problem"),
    [
        ("COVIDтің QR-коды NASAда.", "kk", None),
        ("Компания SpaceX и IT-парк", "ru", None),
        ("Қaла", "kk", "mixes scripts"),
        ("Сегодня в городе открылась больница.", "en", "is written in Cyrillic letters"),
        ("Қазақша мәтін ешкімге тиіспейді, тек оқиды.", "ba", None),
    ],
)
def test_letters_of_references(text: str, language: str, problem: str | None) -> None:
    found = script_problem(text, language)
    assert (found is None) if problem is None else (found or "").startswith(problem)


def test_an_unknown_suite_gets_the_nearest_name() -> None:
    with pytest.raises(SuiteError, match=r"'flores20'\. Did you mean flores200\?"):
        load_suite("flores20")
    with pytest.raises(SuiteError, match=r"'nwes'\. Did you mean news\?"):
        load_suite("nwes")


def test_a_suite_without_the_wanted_language_says_what_it_offers() -> None:
    with pytest.raises(SuiteError, match=r"no references in 'uz'; it offers: en, kk, ru"):
        load_suite("news").require("uz")


def test_an_absent_public_suite_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QYSQA_CACHE", str(tmp_path))
    started = time.perf_counter()
    with pytest.raises(SuiteError, match=r"qysqa suites pull ntrex128.*CC BY-SA 4\.0"):
        load_suite("ntrex128")
    assert time.perf_counter() - started < 1


def test_pulling_offline_does_not_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QYSQA_CACHE", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(SuiteError, match="HF_HUB_OFFLINE forbids the network"):
        pull_suite("flores200")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.delenv("HF_DATASETS_OFFLINE", raising=False)
    for proxy in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(proxy, raising=False)

    def unreachable(address: object, timeout: float) -> None:
        raise OSError("network is unreachable")

    monkeypatch.setattr("socket.create_connection", unreachable)
    with pytest.raises(SuiteError, match=r"huggingface\.co is out of reach"):
        pull_suite("wmt19-kk-en")
    assert not list(tmp_path.rglob("*"))


def test_what_ships_is_not_pulled_and_unknown_names_are_refused() -> None:
    with pytest.raises(SuiteError, match="ships with Qysqa"):
        pull_suite("news")
    with pytest.raises(SuiteError, match="Did you mean xlsum-ky"):
        pull_suite("xlsum-kz")


def test_a_pulled_suite_is_stored_with_its_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QYSQA_CACHE", str(tmp_path))
    monkeypatch.setattr("eval.suites.network._reach", lambda name, host: None)
    documents = aligned_document(
        "devtest", {"kk": ["Бір.", "", "Үш."], "en": ["One.", "Two.", "Three."]}
    )
    suite = PublicSuite(Card("tiny", "two sentences", "CC0", "hub: a/b"), "kk", lambda: documents)

    with pytest.raises(SuiteError, match="fetch it once with `qysqa suites pull tiny`"):
        load_stored(suite)
    pulled = pull(suite)
    assert load_stored(suite) == pulled
    assert [segment.texts["en"] for segment in pulled.documents[0].segments] == ["One.", "Three."]
    assert len(pulled.card.checksum) == 64

    file = tmp_path / "suites" / "tiny" / "documents.jsonl"
    file.write_text(file.read_text("utf-8").replace("One", "Ten"), "utf-8")
    with pytest.raises(SuiteError, match="is not what was fetched"):
        load_stored(suite)


def test_a_failed_download_becomes_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.suites.network._reach", lambda name, host: None)

    def broken() -> object:
        raise RuntimeError("Dataset 'a/b' is a gated dataset\non the hub")

    suite = PublicSuite(Card("tiny", "", "CC0", "hub: a/b"), "kk", broken)  # type: ignore[arg-type]
    with pytest.raises(SuiteError, match=r"gated dataset on the hub.*accept its terms"):
        pull(suite)


def test_flores_is_read_from_the_publishers_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets

    folder = tmp_path / "flores200_dataset" / "devtest"
    folder.mkdir(parents=True)
    for code, text in (
        ("kaz_Cyrl", "Бір.\nЕкі.\n"),
        ("eng_Latn", "One.\nTwo.\n"),
        ("rus_Cyrl", "Раз.\nДва.\n"),
    ):
        (folder / f"{code}.devtest").write_text(text, "utf-8")
    archive = tmp_path / "0f2c5b"  # the cache names downloads by a hash, without a suffix
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "flores200_dataset", "./flores200_dataset")
    monkeypatch.setattr(datasets.DownloadManager, "download", lambda self, url: str(archive))

    with pytest.raises(SuiteError, match="expected b8b0b767"):
        public_module._fetch_flores200()
    monkeypatch.setattr(public_module, "_FLORES_SHA256", file_checksum(archive))
    [document] = public_module._fetch_flores200()
    assert dict(document.segments[1].texts) == {"kk": "Екі.", "en": "Two.", "ru": "Два."}


def test_xlsum_is_read_from_a_branch_of_plain_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets
    import pyarrow as pa
    from pyarrow import parquet

    for name in ("english", "kyrgyz"):
        for split in ("test", "train"):
            folder = tmp_path / "xlsum" / name / split
            folder.mkdir(parents=True)
            row = {"id": name, "url": "", "title": split, "summary": "Short.", "text": "It rained."}
            parquet.write_table(pa.Table.from_pylist([row]), folder / "0000.parquet")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "hub")
    monkeypatch.setattr(public_module, "_XLSUM", str(tmp_path / "xlsum"))

    [document] = public_module._fetch_xlsum("ky")
    assert (document.id, document.title) == ("kyrgyz", {"ky": "test"})


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(SuiteError, match="different line counts: kk 2, en 1"):
        aligned_document("x", {"kk": ["а", "б"], "en": ["a"]})


def test_an_article_with_an_abstract_is_cut_into_sentences() -> None:
    row = {
        "id": "7",
        "title": "Floods",
        "text": "It rained. Rivers rose.\nPeople left.",
        "summary": "Floods came.",
    }
    [document] = summary_documents([row], "en")
    assert document.sentences("en") == ["It rained.", "Rivers rose.", "People left."]
    assert document.reference_summaries("en") == ["Floods came."]


def test_every_public_suite_states_its_licence_and_origin() -> None:
    suites = public_suites()
    assert {
        "flores200",
        "flores-plus",
        "ntrex128",
        "wmt19-kk-en",
        "xlsum-en",
        "xlsum-ru",
        "xlsum-ky",
    } == set(suites)
    assert all(suite.card.licence and suite.card.origin for suite in suites.values())
    assert "news" in bundled_suites()
