"""Whatever a person hands in by mistake: the answer names it, and nothing is half-written."""

import gzip
import shutil
import sys

import numpy as np
import pytest
import yaml
from tests.terminal import alone, fine, refused, typed
from tests.workspaces import SET, bytes_below, make_workspace, write_csv

GOOD = "".join(f"u{n % 7},i{n % 5},{1_700_000_000 + 60 * n}\n" for n in range(40))
HEADER = "user_id,item_id,timestamp\n"
RUBBISH = np.random.default_rng(0).bytes(4000)
HALF_GZIP = gzip.compress((HEADER + GOOD * 200).encode(), mtime=0)[:300]

NO_TABLE = {
    "a missing file": (None, "no such file"),
    "an empty file": (b"", "empty"),
    "only a header": (
        b"user_id,item_id,timestamp,rank,visitor_id,customer_id\n",
        "no rows after the header",
    ),
    "blank lines": (b"\n\n\n", "lines.csv"),
    "binary rubbish": (RUBBISH, "lines.csv"),
    "zeros": (b"\0" * 5000, "lines.csv"),
    "half a gzip": (HALF_GZIP, "cut off"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + RUBBISH, "lines.csv"),
    "half a Parquet file": (b"PAR1" + RUBBISH, "lines.csv"),
}
NO_COLUMNS = {
    "another name": ("user,thing,timestamp\n", "item_id"),
    "no user": ("item_id,timestamp\n", "user_id"),
    "a column twice": ("user_id,item_id,item_id\n", "item_id"),
}


@pytest.fixture
def lines(tmp_path):
    def written(content):
        path = tmp_path / "lines.csv"
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def doors(bundle, tables, tmp_path):
    """Each command that reads a table, as words to be followed by the table's path."""
    out = tmp_path / "out"
    events = tables / "interactions.csv"
    return {
        "fit": ("fit", "--out", out, *SET, "--interactions"),
        "items": ("fit", "--out", out, *SET, "--interactions", events, "--items"),
        "users": ("fit", "--out", out, *SET, "--interactions", events, "--users"),
        "recommend": ("recommend", bundle, "--out", out, "--users"),
        "history": ("recommend", bundle, "--out", out, "--history"),
        "truth": ("evaluate", bundle, "--truth"),
        "train": ("evaluate", bundle, "--truth", events, "--train"),
        "lists": ("evaluate", "--truth", events, "--recommendations"),
        "edges": ("identity", "resolve", "--out", out, "--edges"),
    }


DOORS = ("fit", "items", "users", "recommend", "history", "truth", "train", "lists", "edges")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", NO_TABLE)
def test_what_is_no_table_is_named_at_every_door(case, door, doors, lines, tmp_path):
    content, said = NO_TABLE[case]
    path = lines(content)
    answer = refused(*doors[door], path)
    assert "lines.csv" in answer
    assert said in answer
    assert not (tmp_path / "out").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["lines.csv"] * path.exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_folder_is_no_file(door, doors, tmp_path):
    (tmp_path / "lines.csv").mkdir()
    answer = refused(*doors[door], tmp_path / "lines.csv")
    assert "lines.csv" in answer
    assert "folder" in answer or "no such file" in answer


@pytest.mark.parametrize("door", ["fit", "history", "truth", "train"])
@pytest.mark.parametrize("case", NO_COLUMNS)
def test_columns_that_are_not_there_are_named(case, door, doors, lines):
    header, missing = NO_COLUMNS[case]
    answer = refused(*doors[door], lines(header + "1,2,3\n" * 20))
    assert "lines.csv" in answer
    assert repr(missing) in answer
    assert "expected" in answer


@pytest.mark.parametrize(
    ("door", "missing"), [("items", "item_id"), ("users", "user_id"), ("recommend", "user_id")]
)
def test_attributes_without_their_id_are_named(door, missing, doors, lines):
    answer = refused(*doors[door], lines("colour,size\nred,1\nblue,2\n"))
    assert "lines.csv" in answer
    assert repr(missing) in answer
    assert "colour" in answer


BAD_ROWS = {
    "a time that is none": ("u1,i1,soon", "timestamp", "soon"),
    "a time in the future": ("u1,i1,2126-01-01", "timestamp", "future"),
    "no user": (",i1,1700000000", "user_id", "no value"),
    "no item": ("u1,,1700000000", "item_id", "no value"),
    "too few fields": ("u1", "", "field"),
    "too many fields": ("u1,i1,1700000000,x,y", "", "field"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_among_good_ones_is_kept_with_its_line_and_column(case, lines, tmp_path):
    row, column, reason = BAD_ROWS[case]
    path = lines(f"{HEADER}{GOOD}{row}\n{GOOD}")
    said = fine("fit", "--interactions", path, "--out", tmp_path / "m", *SET, "--json")
    assert said.json["rejected"] == 1
    assert said.json["interactions"] == 80
    assert "1 of 81 rows" in said.err
    kept = (tmp_path / "m.rejected.csv").read_text("utf-8").splitlines()
    assert kept[0] == "file,line,column,reason,raw"
    assert len(kept) == 2
    assert f"lines.csv,42,{column}," in kept[1]
    assert reason in kept[1]


@pytest.mark.parametrize("case", BAD_ROWS)
def test_bad_rows_alone_are_an_error_with_line_and_column(case, lines, tmp_path):
    row, column, _ = BAD_ROWS[case]
    answer = refused(
        *("fit", "--out", tmp_path / "m", *SET, "--interactions"), lines(HEADER + f"{row}\n" * 20)
    )
    assert "lines.csv, line 2" in answer
    assert not column or repr(column) in answer
    assert not (tmp_path / "m").exists()
    assert (tmp_path / "m.rejected.csv").is_file()


NO_AMOUNT = ("nan", "inf", "-inf", "many", "1e400")


@pytest.mark.parametrize(
    ("column", "value"),
    [("weight", "-3"), *((c, v) for c in ("weight", "event_value") for v in NO_AMOUNT)],
)
def test_weights_and_values_that_are_no_amount_are_kept_aside(column, value, lines, tmp_path):
    rows = GOOD.replace("\n", ",1.5\n")
    path = lines(f"{HEADER.strip()},{column}\n{rows}u1,i1,1700000000,{value}\n")
    said = fine("fit", "--interactions", path, "--out", tmp_path / "m", *SET, "--json")
    assert said.json["rejected"] == 1
    assert f"lines.csv,42,{column}," in (tmp_path / "m.rejected.csv").read_text("utf-8")


def test_ten_megabytes_in_one_field_are_told_by_line(lines, tmp_path):
    path = lines(f"{HEADER}{GOOD}{'x' * 10_000_000},i1,1700000000\n{GOOD}")
    said = typed("fit", "--interactions", path, "--out", tmp_path / "m", *SET, "--json")
    assert said.code in (0, 2)
    if said.code == 0:
        assert said.json["rejected"] == 1
        assert "lines.csv,42," in (tmp_path / "m.rejected.csv").read_text("utf-8")[:500]
    else:
        assert "lines.csv, line 42" in said.error
    assert len(said.err) < 5000


def test_rows_that_repeat_are_counted_and_kept(lines, tmp_path):
    said = fine("fit", "--interactions", lines(HEADER + GOOD * 2), "--out", tmp_path / "m", *SET)
    assert "40 rows repeat another exactly; they are kept" in said.err
    assert "80 interactions" in said.err


def test_a_doubled_id_among_the_items_is_told(tables, lines, tmp_path):
    path = lines("item_id,kind\n" + "".join(f"i{n:02d},green\n" for n in range(30)) + "i03,brown\n")
    said = fine(
        *("fit", "--interactions", tables / "interactions.csv", "--items", path),
        *("--out", tmp_path / "m", *SET, "--json"),
    )
    assert said.json["rejected"] == 1
    assert "lines.csv,32,item_id," in (tmp_path / "m.rejected.csv").read_text("utf-8")


def test_an_older_bundle_survives_a_fit_that_fails(bundle, tables, lines, tmp_path):
    out = tmp_path / "m"
    shutil.copytree(bundle, out)
    before = bytes_below(out)
    refused("fit", "--interactions", lines(HALF_GZIP), "--out", out, *SET)
    refused("fit", "--interactions", tables / "interactions.csv", "--out", out, "--set", "power=x")
    assert bytes_below(out) == before


def test_an_older_list_survives_a_recommend_that_fails(bundle, lines, tmp_path):
    out = tmp_path / "lists.csv"
    out.write_text("mine", "utf-8")
    refused("recommend", bundle, "--users", lines(RUBBISH), "--out", out)
    refused("recommend", bundle, "--history", lines(HALF_GZIP), "--out", out)
    refused("recommend", tmp_path, "--out", out)
    assert out.read_text("utf-8") == "mine"


PLACES = {
    "fit": ("fit", "--interactions", "{events}", *SET, "--out"),
    "recommend": ("recommend", "{bundle}", "--out"),
    "edges": ("identity", "resolve", "--edges", "{edges}", "--out"),
}


@pytest.fixture
def writers(bundle, tables, tmp_path):
    edges = write_csv(tmp_path / "edges.csv", ("visitor_id", "customer_id"), [("v", "c")])
    given = {"events": tables / "interactions.csv", "bundle": bundle, "edges": edges}
    return {
        name: [word.format(**given) if isinstance(word, str) else word for word in words]
        for name, words in PLACES.items()
    }


@pytest.mark.parametrize("door", PLACES)
def test_a_place_that_cannot_be_written_to_is_named(door, writers, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    answer = refused(*writers[door], tmp_path / "file" / "out")
    assert "file" in answer
    if door != "fit":
        (tmp_path / "out").mkdir()
        assert "out" in refused(*writers[door], tmp_path / "out")


@pytest.mark.parametrize("door", PLACES)
def test_a_full_disk_is_told_and_leaves_nothing(door, writers, tmp_path):
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))"
    ignore = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    program = "from openkitchen.cli import main; main()"
    out = tmp_path / "full" / "out"
    out.parent.mkdir()
    start = [sys.executable, "-c", f"{limited}; {ignore}; {program}"]
    said = alone(*writers[door], out, program=start)
    assert said.code == 2, said.err
    assert "Traceback" not in said.err
    assert [p.name for p in out.parent.iterdir()] == []


SETTINGS = {
    "unknown": ("colour=red", "no setting 'colour'", "scales"),
    "no number": ("power=much", "power", "number"),
    "negative": ("ridge_base=-1", "ridge_base", "positive"),
    "not a number": ("power=nan", "power", "number"),
    "no pair": ("power", "power", "name=value"),
    "no scale": ("scales=yesterday", "yesterday", "30d"),
    "too many penalties": ("ridge_items=1,2,3", "ridge_items", "scale"),
    "part of an item": ("max_items=2.5", "max_items", "number"),
    "endless": ("row_half_life=inf", "row_half_life", "number"),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_that_cannot_be_are_named(case, tables, tmp_path):
    given, offender, expected = SETTINGS[case]
    name = given.partition("=")[0]
    rest = [w for s in SET[1::2] if not s.startswith(name) for w in ("--set", s)]
    answer = refused(
        *("fit", "--interactions", tables / "interactions.csv", "--out", tmp_path / "m"),
        *(*rest, "--set", given),
    )
    assert offender in answer
    assert expected in answer
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("at", ["soon", "31.08.2026", "nan", "-", "99999999999999999999"])
@pytest.mark.parametrize("command", ["recommend", "explain", "why-not"])
def test_a_moment_that_is_none_is_named(command, at, bundle, tmp_path):
    rest = ("--out", tmp_path / "x") if command == "recommend" else ("u001", "i01")
    answer = refused(command, bundle, *rest, f"--at={at}")
    assert repr(at) in answer
    assert "2026-08-31" in answer


@pytest.mark.parametrize("words", [("-k", "0"), ("-k", "-1"), ("-k", "x"), ("--nonsense",), ()])
def test_wrong_use_of_options_exits_with_2(words, bundle):
    said = typed("recommend", bundle, *words)
    assert said.code == 2
    assert said.out == ""
    assert "Usage:" in said.err
    assert words[0] in said.err if words else "--out" in said.err


@pytest.mark.parametrize("command", ["explain", "why-not"])
def test_an_unknown_item_is_named_with_those_nearest(command, bundle):
    answer = refused(command, bundle, "u001", "i1")
    assert "no item 'i1'" in answer
    assert "Did you mean" in answer


def test_an_unknown_feature_is_named(bundle):
    assert "no feature 'diet=vegam'" in refused("weights", bundle, "--feature", "diet=vegam")


def test_an_unknown_user_is_somebody_new_and_is_said_to_be(bundle):
    said = fine("explain", bundle, "nobody", "i01", "--json")
    assert said.json["known_user"] is False
    assert any("nobody" in line or "new" in line for line in said.json["sentences"])


def test_a_history_of_unknown_items_gives_the_cold_start_list(bundle, lines, tmp_path):
    rows = "".join(f"u001,never{n},1700000000\n" for n in range(5))
    said = fine("recommend", bundle, "--history", lines(HEADER + rows), "--out", tmp_path / "a.csv")
    assert "5 of 5 rows of the history name items that are not in the bundle" in said.err
    stranger = tmp_path / "s.csv"
    stranger.write_text("user_id\nstranger\n", "utf-8")
    said = fine("recommend", bundle, "--users", stranger, "--out", tmp_path / "b.csv")
    assert "1 of 1 user is not in the bundle" in said.err
    own, cold = (
        [line.split(",")[1] for line in (tmp_path / name).read_text("utf-8").splitlines()[1:]]
        for name in ("a.csv", "b.csv")
    )
    assert len(own) == len(cold) == 10


DAMAGE = {
    "no bundle.json": lambda b: (b / "bundle.json").unlink(),
    "empty bundle.json": lambda b: (b / "bundle.json").write_text(""),
    "bundle.json is a list": lambda b: (b / "bundle.json").write_text("[]"),
    "bundle.json is a number": lambda b: (b / "bundle.json").write_text("1"),
    "no model": lambda b: (b / "bundle.json").write_text('{"format": 1}'),
    "another model": lambda b: (b / "bundle.json").write_text('{"format": 1, "model": "x"}'),
    "newer": lambda b: (b / "bundle.json").write_text('{"format": 99, "model": "glass-box"}'),
    "no weights": lambda b: (b / "arrays/weights.npy").unlink(),
    "half the weights": lambda b: _cut(b / "arrays/weights.npy"),
    "empty weights": lambda b: (b / "arrays/weights.npy").write_bytes(b""),
    "rubbish for weights": lambda b: (b / "arrays/weights.npy").write_bytes(RUBBISH),
    "no events": lambda b: (b / "events.parquet").unlink(),
    "half the events": lambda b: _cut(b / "events.parquet"),
    "half the items": lambda b: _cut(b / "tables/items_index.parquet"),
    "other weights": lambda b: shutil.copy(b / "arrays/trend.npy", b / "arrays/weights.npy"),
}


def _cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_bundle_is_told_by_every_command(case, bundle, tables, tmp_path):
    damaged = tmp_path / "model"
    shutil.copytree(bundle, damaged)
    DAMAGE[case](damaged)
    out = tmp_path / "out"
    for words in (
        ("recommend", damaged, "--out", out),
        ("explain", damaged, "u001", "i01"),
        ("evaluate", damaged, "--truth", tables / "interactions.csv"),
        ("fit", "--interactions", tables / "interactions.csv", "--like", damaged, "--out", out),
    ):
        answer = refused(*words)
        assert str(damaged) in answer
    assert not out.exists()


@pytest.mark.parametrize("what", ["nothing", "an empty folder", "a file"])
def test_what_is_no_bundle_is_named(what, tmp_path):
    path = tmp_path / "model"
    if what == "an empty folder":
        path.mkdir()
    elif what == "a file":
        path.write_text("x", "utf-8")
    answer = refused("explain", path, "u", "i")
    assert str(path) in answer
    assert "openkitchen fit" in answer


def test_a_folder_of_other_things_is_not_replaced_by_a_bundle(tables, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "text").write_text("years of work", "utf-8")
    answer = refused(
        "fit", "--interactions", tables / "interactions.csv", "--out", tmp_path / "thesis", *SET
    )
    assert "thesis" in answer
    assert (tmp_path / "thesis" / "text").read_text("utf-8") == "years of work"


WORKSPACE_COMMANDS = (("run",), ("sources", "calendar"), ("sources", "receive", "x"), ("report",))


@pytest.mark.parametrize("words", WORKSPACE_COMMANDS)
def test_what_is_no_workspace_is_named(words, tmp_path):
    answer = refused(*words, "--dir", tmp_path)
    assert f"{tmp_path} is no workspace" in answer
    assert "openkitchen new" in answer
    assert "no folder" in refused(*words, "--dir", tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    return make_workspace(tmp_path_factory.mktemp("workspaces") / "shop")


COLUMNS = (
    "columns: [{theirs: a, ours: item_id}, {theirs: b, ours: timestamp, type: timestamp}, "
    "{theirs: c, ours: user_id}]"
)
BROKEN_SOURCES = {
    "no YAML": ("web: [", "sources.yml"),
    "a list": ("- web", "sources.yml"),
    "a number": ("7", "sources.yml"),
    "nothing": ("{}", "declares no source"),
    "no role": ("web: {files: 'x*', columns: [{theirs: a, ours: item_id}]}", "role"),
    "unknown role": ("web: {role: clicks, files: 'x*', columns: []}", "clicks"),
    "unknown key": ("web: {role: events, files: 'x*', colums: []}", "colums"),
    "columns is text": ("web: {role: events, files: 'x*', columns: abc}", "columns"),
    "a source is text": ("web: abc", "web"),
    "a bad pattern": (
        f"web: {{role: events, files: 'x*', day: {{from: name, pattern: '('}}, {COLUMNS}}}",
        "pattern",
    ),
    "a bad date": (
        f"web: {{role: events, files: 'x*', promised: {{start: soon}}, {COLUMNS}}}",
        "soon",
    ),
}


@pytest.mark.parametrize("case", BROKEN_SOURCES)
def test_a_broken_sources_file_is_told_by_file_and_key(case, received, tmp_path):
    text, offender = BROKEN_SOURCES[case]
    root = tmp_path / "shop"
    shutil.copytree(received.root, root)
    (root / "conf/base/sources.yml").write_text(text, "utf-8")
    before = bytes_below(root / "data")
    for words in (("sources", "calendar"), ("sources", "receive", root / "mail"), ("run",)):
        answer = refused(*words, "--dir", root)
        assert "sources.yml" in answer
        assert offender in answer
    assert bytes_below(root / "data", but=("*.sqlite-*",)) == before


BAD_DELIVERIES = {
    "empty": b"",
    "binary rubbish": RUBBISH,
    "half a gzip": HALF_GZIP,
    "other columns": b"a,b,c\n1,2,3\n",
    "half the rows are bad": b"ID visitor,dish,ts\n" + b"v,i01,2026-01-05\n,,soon\n" * 3 + b",,\n",
    "one row of ten megabytes": b"ID visitor,dish,ts\nv,i01," + b"x" * 10_000_000 + b"\n",
    "dates in the future": b"ID visitor,dish,ts\nv,i01,2199-01-01\n",
}


@pytest.mark.parametrize("case", BAD_DELIVERIES)
def test_a_bad_delivery_gets_a_receipt_and_stops_no_other(case, received, tmp_path):
    root = tmp_path / "shop"
    shutil.copytree(received.root, root)
    mail = tmp_path / "new"
    mail.mkdir()
    (mail / "web_2026-04-01.csv").write_bytes(BAD_DELIVERIES[case])
    write_csv(
        mail / "web_2026-04-02.csv", ("ID visitor", "dish", "ts"), [("v", "i1", "2026-04-02")]
    )
    said = typed("sources", "receive", mail, "--dir", root, "--json")
    assert said.code == 1, said.err
    bad, good = said.json["receipts"]
    assert (good["status"], good["rows"]) == ("new", 1)
    assert bad["status"] in ("rejected", "empty")
    assert bad["file"] == "web_2026-04-01.csv"
    assert bad["note"]
    assert len(bad["note"]) < 2000
    assert bad["rows"] == 0 or bad["status"] == "rejected"
    assert typed("sources", "receive", mail, "--dir", root, "--json").code == 1


def test_files_that_belong_to_no_source_are_named(received, tmp_path):
    stray = tmp_path / "holiday.csv"
    stray.write_text("a\n1\n", "utf-8")
    answer = refused("sources", "receive", stray, "--dir", received.root)
    assert "holiday.csv" in answer
    assert "web" in answer
    answer = refused("sources", "receive", stray, "--source", "wep", "--dir", received.root)
    assert "no source 'wep'" in answer
    assert "Did you mean 'web'" in answer
    assert "nowhere" in refused("sources", "receive", tmp_path / "nowhere", "--dir", received.root)


BROKEN_WORKSPACES = {
    "parameters are no YAML": ("conf/base/parameters.yml", "a: [", "parameters.yml"),
    "parameters are a list": ("conf/base/parameters.yml", "- a", "parameters.yml"),
    "no parameters": ("conf/base/parameters.yml", "", "prepare"),
    "model is text": ("conf/base/parameters.yml", "model: big\n", "model"),
    "unknown setting": ("conf/base/parameters.yml", "model: {colour: red}\n", "colour"),
    "share of two": ("conf/base/parameters.yml", "test_share: 2\n", "share"),
    "share in words": ("conf/base/parameters.yml", "test_share: much\n", "share"),
    "list of none": ("conf/base/parameters.yml", "list_length: 0\n", "list_length"),
    "list in words": ("conf/base/parameters.yml", "list_length: ten\n", "list_length"),
    "weights in words": (
        "conf/base/parameters.yml",
        "prepare: {event_weights: x}\n",
        "event_weights",
    ),
    "prepare is text": ("conf/base/parameters.yml", "prepare: x\n", "prepare"),
    "report is text": ("conf/base/parameters.yml", "report: x\n", "report"),
    "catalog is no YAML": ("conf/base/catalog.yml", "a: [", "catalog.yml"),
    "catalog entry is text": ("conf/base/catalog.yml", "interactions: here\n", "interactions"),
    "catalog without path": (
        "conf/base/catalog.yml",
        "interactions: {type: openkitchen.pipelines.datasets.Table}\n",
        "interactions",
    ),
    "catalog of unknown type": (
        "conf/base/catalog.yml",
        "interactions: {type: openkitchen.pipelines.datasets.Tabel, filepath: x}\n",
        "Tabel",
    ),
    "catalog of another unknown type": (
        "conf/base/catalog.yml",
        "interactions: {type: pandas.NoDataset, filepath: x}\n",
        "interactions",
    ),
    "steps are no Python": ("src/{package}/steps.py", "STEPS = (", "steps.py"),
    "no steps": ("src/{package}/steps.py", "x = 1", "steps.py"),
    "steps are numbers": ("src/{package}/steps.py", "STEPS = (1, 2)", "steps.py"),
    "steps are a number": ("src/{package}/steps.py", "STEPS = 3", "steps.py"),
    "a project file without a package": ("pyproject.toml", "[project]\n", "pyproject.toml"),
}


@pytest.mark.parametrize("case", BROKEN_WORKSPACES)
def test_a_broken_workspace_is_told(case, received, tmp_path):
    file, text, offender = BROKEN_WORKSPACES[case]
    root = tmp_path / "shop"
    shutil.copytree(received.root, root)
    path = root / file.format(package=received.package)
    if text.endswith("\n") and path.suffix == ".yml":
        text = _with_entry(path, text)
    path.write_text(text, "utf-8")
    assert offender in refused("run", "--dir", root)


def _with_entry(path, text):
    return yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | yaml.safe_load(text))


def test_a_run_before_anything_was_received_says_so(tmp_path):
    workspace = make_workspace(tmp_path / "shop", received=False)
    assert "received no rows yet" in refused("run", "--dir", workspace.root)
    assert "shop" in refused("recommend", workspace.root, "--out", tmp_path / "x")
    assert "received no rows yet" in refused("report", "--dir", workspace.root)


def test_a_new_workspace_is_not_made_over_files(tmp_path):
    (tmp_path / "mine").write_text("x", "utf-8")
    assert "is not empty" in refused("new", tmp_path)
    assert "is not empty" in refused("demo", "--dir", tmp_path, "--no-serve")
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_an_unknown_environment_or_step_is_named(received):
    assert "no environment 'clent'" in refused("run", "--dir", received.root, "--env", "clent")
    assert "no step 'fitt'" in refused("run", "--dir", received.root, "--only", "fitt")
