import pytest
from tests.sources.desk import web_source

from openkitchen.sources.refusals import Reasons
from openkitchen.sources.rejected import Rejected


def words(*reasons, column="value", **changes):
    counted = Reasons()
    counted.add(Rejected("f", n, column, one, "") for n, one in enumerate(reasons, start=2))
    return counted.words(web_source(**changes))


NUMBER = "is no number; expected a finite number such as 12.5"


def test_the_commonest_reason_is_told_with_column_line_and_value():
    said = words(f"'x' {NUMBER}", "no value; expected an id", "no value; expected an id")
    assert said == "in 2 of them: column 'value', such as line 3: no value; expected an id"
    assert words("a field; too many", column="") == "in each: such as line 2: a field; too many"
    assert words() == ""


@pytest.mark.parametrize(
    ("reason", "changes", "mend"),
    [
        (f"'0,26' {NUMBER}", {}, """state `decimal: ","` in sources.yml"""),
        (f"'0.26' {NUMBER}", {"decimal": ","}, "leave it out if points do"),
        ("'1/2/26' is no time; expected …", {}, "state the column's `format` in sources.yml"),
        (f"'x' {NUMBER}", {}, "such as 12.5"),
        (f"'0,26' {NUMBER}", {"decimal": ","}, "such as 12.5"),
    ],
)
def test_the_mend_is_told(reason, changes, mend):
    assert words(reason, reason, **changes).endswith(mend)
