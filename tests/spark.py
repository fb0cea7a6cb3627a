"""One local Spark for the tests, small enough to run beside them."""

import shutil

import pytest

from openkitchen.engine import SPARK, Engine

SMALL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.memory": "1g",
    "spark.ui.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}

needs_spark = pytest.mark.xdist_group("spark")
"""Puts the tests that need Spark into one process, where the runner can do that."""

quiet = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
"""pyspark leaves its sockets to the garbage collector."""


def small_spark(**more) -> Engine:
    """Return the engine; with no Java or no pyspark the test fails and says what to install."""
    assert shutil.which("java"), "Spark needs Java: apt-get install openjdk-17-jre-headless"
    import pyspark

    assert int(pyspark.__version__.split(".")[0]) >= 4
    return Engine(SPARK, master="local[2]", options=SMALL, **more)
