import stat
import subprocess
import sys
from pathlib import Path

import pytest
from doubles import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

from models.errors import OutputError
from summarize.output import check_writable, names_folder, result_path, write_atomically


def test_the_text_arrives_and_nothing_else(tmp_path: Path):
    write_atomically(tmp_path / "a.txt", "Қысқа\n")
    assert (tmp_path / "a.txt").read_bytes() == "Қысқа\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_missing_directories_are_made(tmp_path: Path):
    write_atomically(tmp_path / "x" / "y" / "a.txt", "1")
    assert (tmp_path / "x" / "y" / "a.txt").read_text() == "1"


def test_an_old_file_is_replaced_and_keeps_its_permissions(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write_atomically(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_a_device_is_written_to_directly():
    write_atomically(Path("/dev/null"), "text")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_standard_output_by_its_name_may_be_a_pipe():
    code = "from pathlib import Path; from summarize.output import *; p = Path('/dev/stdout'); "
    code += "check_writable(p, folder=False); write_atomically(p, 'Қысқа')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=REPOSITORY)
    assert (done.stdout.decode(), done.stderr.decode()) == ("Қысқа", "")


@pytest.mark.parametrize(
    ("output", "folder"),
    [
        ("out/", True),
        ("new", True),
        ("new.json", False),
        ("there", False),
        ("d.ir", True),
        ("/dev/stdout", False),
    ],
)
def test_what_a_name_after_o_means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, folder: bool
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_text("")
    (tmp_path / "d.ir").mkdir()
    assert names_folder(output) is folder


@pytest.mark.parametrize("name", ["x" * 300 + ".json", "file.txt/under.json"])
def test_a_name_that_cannot_be_is_said_before_the_work(tmp_path: Path, name: str):
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        check_writable(tmp_path / name, folder=False)


@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupt_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(descriptor: int) -> None:
        raise failure

    monkeypatch.setattr("os.fsync", fail)
    expected = KeyboardInterrupt if failure is KeyboardInterrupt else OutputError
    with pytest.raises(expected):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("folder", "Is a directory"), ("file.txt/inside.txt", "(Not a directory|File exists)")],
)
def test_a_path_that_cannot_be_written_gives_one_sentence(tmp_path: Path, name: str, reason: str):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(OutputError, match=f"cannot be written: {reason}") as caught:
        write_atomically(tmp_path / name, "text")
    assert "with -o" in str(caught.value)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file.txt", "folder"]


def test_half_a_character_is_named(tmp_path: Path):
    with pytest.raises(OutputError, match="ud83d"):
        write_atomically(tmp_path / "a.txt", "\ud83d")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("origin", "target", "written_as", "expected"),
    [
        ("news/aral.txt", "en", "json", "aral-27425bb9.en.json"),
        ("rows.jsonl#3", "ru", "html", "rows-3-f0703516.ru.html"),
        ("-", "en", "text", "stdin-3973e022.en.txt"),
        ("Су мен жер?.docx", "kk", "md", "Су-мен-жер-edd067d2.kk.md"),
    ],
)
def test_names_are_the_same_in_every_run(origin: str, target: str, written_as: str, expected: str):
    assert result_path(Path("out"), origin, target, written_as) == Path("out", expected)


def test_two_articles_never_share_a_name():
    plain = ["a/news.txt", "b/news.txt", "a/news.md", "news.txt", "a/n.ews"]
    origins = [*plain, "a/news.txt#1", "a/news.txt#2"]
    names = {result_path(Path("out"), origin, "en", "json").name for origin in origins}
    assert len(names) == len(origins)


def test_a_path_written_in_two_ways_is_one_article():
    first = result_path(Path("out"), "news/aral.txt", "en", "json")
    assert result_path(Path("out"), "./news//aral.txt", "en", "json") == first


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=300))
def test_any_origin_gives_a_name_that_file_systems_accept(origin: str):
    path = result_path(Path("out"), origin, "en", "json")
    assert path.parent == Path("out")
    assert len(path.name.encode()) <= 255
    assert not set(path.name) & set('/\\:*?"<>|\n\0')
