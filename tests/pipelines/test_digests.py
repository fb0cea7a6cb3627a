"""Digests tell contents, and files that nobody touched are not read again."""

import os

from openkitchen.pipelines.digests import Digests, digest_of_code, digest_of_text, sql_of


def test_a_digest_is_of_the_content(tmp_path):
    (tmp_path / "a").write_text("one")
    digests = Digests(tmp_path)
    first = digests.of(tmp_path / "a")
    (tmp_path / "a").write_text("two")
    assert digests.of(tmp_path / "a") != first
    (tmp_path / "a").write_text("one")
    assert digests.of(tmp_path / "a") == first
    assert Digests(tmp_path).of(tmp_path / "a") == first


def test_a_folder_is_all_that_lies_in_it(tmp_path):
    (tmp_path / "f" / "deep").mkdir(parents=True)
    digests = Digests(tmp_path)
    seen = {digests.of(tmp_path / "f")}
    (tmp_path / "f" / "deep" / "x").write_text("1")
    seen.add(digests.of(tmp_path / "f"))
    (tmp_path / "f" / "deep" / "x").rename(tmp_path / "f" / "x")
    seen.add(digests.of(tmp_path / "f"))
    assert len(seen) == 3
    assert digests.of(tmp_path / "nothing") == ""


def test_untouched_files_are_known_by_size_and_date(tmp_path):
    (tmp_path / "a").write_text("one")
    digests = Digests(tmp_path)
    first = digests.of(tmp_path / "a")
    stamp = (tmp_path / "a").stat().st_mtime_ns
    (tmp_path / "a").write_text("two")
    os.utime(tmp_path / "a", ns=(stamp, stamp))
    assert digests.of(tmp_path / "a") == first
    os.utime(tmp_path / "a", ns=(stamp + 1, stamp + 1))
    assert digests.of(tmp_path / "a") == digest_of_text(
        ". " + "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3\n"
    )


def test_sql_is_that_of_the_functions_room():
    assert "prepare/interactions.sql" in sql_of("openkitchen.prepare.interactions")
    assert sql_of("openkitchen.models.glass_box") == {}
    assert sql_of("openkitchen") == sql_of("shop.steps") == sql_of("openkitchen.errors") == {}


def test_code_is_all_python_of_a_package(tmp_path, monkeypatch):
    package = tmp_path / "some_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = digest_of_code("some_package")
    (package / "note.txt").write_text("no code")
    assert digest_of_code("some_package") == before
    (package / "more.py").write_text("x = 1\n")
    digest_of_code.cache_clear()  # code is read once in a process
    assert digest_of_code("some_package") != before
