"""DuckDB's dialect becomes Spark's; what Spark lacks is told."""

import pytest

from openkitchen.engine.translate import spark_sql
from openkitchen.errors import InputError


def test_a_query_is_translated():
    made = spark_sql("""SELECT "a b", strftime(t, '%Y%m%d') AS day FROM x ORDER BY "a b" """)
    assert made == (
        "SELECT `a b`, DATE_FORMAT(t, 'yyyyMMdd') AS day FROM x ORDER BY `a b` NULLS LAST"
    )


def test_comments_stay_behind():
    assert spark_sql("-- What it is for.\nSELECT 1 AS n") == "SELECT 1 AS n"


@pytest.mark.parametrize("query", ["SELEC 1", "SELECT 1; SELECT 2"])
def test_what_is_no_query_is_refused(query):
    with pytest.raises(InputError):
        spark_sql(query)
