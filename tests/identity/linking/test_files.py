"""People files are read as they are, and nothing is written by halves."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks._crm_errors import crm_with_errors
from tests.sources.books import book

from openkitchen.errors import ColumnsError, InputError, UnknownName
from openkitchen.identity.linking import link_file, read_people, write_table
from openkitchen.identity.linking.files import read_decisions


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """A Spanish customer file with the truth in a column that looks like a house number."""
    table, own, truth = crm_with_errors(300, 2, "es")
    labels = pa.array([truth[one] for one in table[own].to_pylist()])
    file = tmp_path_factory.mktemp("people") / "clientes.parquet"
    pq.write_table(table.append_column("quién", labels), file)
    return file


def test_labels_are_compared_with_and_not_looked_at(labelled, tmp_path):
    made = link_file(labelled, None, tmp_path / "out.csv", truth="quién")
    assert "quién" not in {column.name for column in made.columns}
    assert made.judged.precision > 0.95
    assert made.judged.recall > 0.8
    first = (tmp_path / "out.csv").read_text("utf-8").splitlines()[0]
    assert first == "record_id,person_id,probability"


def test_a_column_of_labels_that_is_not_there_is_told(labelled, tmp_path):
    with pytest.raises(UnknownName, match="quien"):
        link_file(labelled, None, tmp_path / "out.csv", truth="quien")
    assert not (tmp_path / "out.csv").exists()


def test_a_workbook_is_read_too_and_failed_formulas_are_null(tmp_path):
    file = tmp_path / "people.xlsx"
    rows = [["nr", "Name", "Born"], [7, "Ann", date(1980, 5, 17)], ["008", "#N/A", "#REF!"]]
    file.write_bytes(book(People=rows))
    assert read_people(file).to_pylist() == [
        {"nr": "7", "Name": "Ann", "Born": "1980-05-17"},
        {"nr": "008", "Name": None, "Born": None},
    ]


def test_blanks_are_null_and_headers_are_trimmed(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("nr; Name \n1;  Ann \n2;\n", "utf-8")
    assert read_people(file).to_pylist() == [
        {"nr": "1", "Name": "Ann"},
        {"nr": "2", "Name": None},
    ]


def test_decisions_are_accepted_or_rejected(tmp_path):
    file = tmp_path / "decisions.csv"
    file.write_text("record_id_l,record_id_r,decision\n1,2,Accept\n3,4,reject\n", "utf-8")
    found = read_decisions(file)
    assert (found.together, found.apart) == ((("1", "2"),), (("3", "4"),))
    file.write_text("record_id_l,record_id_r,decision\n1,2,maybe\n", "utf-8")
    with pytest.raises(InputError, match="maybe"):
        read_decisions(file)
    file.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ColumnsError, match="record_id_l"):
        read_decisions(file)


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_tables_come_back(tmp_path, name):
    table = pa.table({"record_id": ["1", "2"], "person_id": ["1", None]})
    write_table(table, tmp_path / name)
    assert read_people(tmp_path / name).equals(table)
