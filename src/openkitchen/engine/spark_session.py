"""Find or start Apache Spark: on this machine, on a cluster, or through Spark Connect."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openkitchen.engine.engines import Engine
from openkitchen.errors import MissingExtra, SettingsError
from openkitchen.memory import machine_memory

__all__ = ["is_local", "spark_session"]

_CONNECT = "sc://"
_SAME_EVERYWHERE = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # times without a zone, as DuckDB has them
    "spark.sql.ansi.enabled": "true",  # a sum too large is an error, as in DuckDB
}
_QUIET = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}


@contextmanager
def spark_session(engine: Engine) -> Iterator[Any]:
    """Give a session of its own on the Spark that an engine names.

    Spark itself is started once per process and stays for the sessions to come; views and
    settings of one session are not seen in another.

    Yields
    ------
    A ``pyspark.sql.SparkSession``.

    Raises
    ------
    MissingExtra
        pyspark is not installed.
    SettingsError
        There is no Java, or no Spark answers under the address.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtra("Apache Spark", "spark") from error
    connects = engine.master.startswith(_CONNECT)
    if not connects:
        _demand_java()
    try:
        if connects:
            session = SparkSession.builder.remote(engine.master).create()
        else:
            session = _builder(SparkSession.builder, engine).getOrCreate().newSession()
        for name, value in _SAME_EVERYWHERE.items():
            session.conf.set(name, value)
    except (PySparkException, ImportError, RuntimeError) as error:
        raise SettingsError(
            f"no Spark at {engine.master!r}: {str(error).splitlines()[0]}",
            hint="See that it runs, and that conf/base/engine.yml names its address.",
        ) from error
    try:
        yield session
    finally:
        if connects:
            session.stop()


def is_local(engine: Engine) -> bool:
    """Return whether Spark runs within this process's machine alone."""
    return engine.master.startswith("local")


def _builder(builder: Any, engine: Engine) -> Any:
    settings = _QUIET | (_on_this_machine(engine) if is_local(engine) else {})
    builder = builder.master(engine.master).appName("openkitchen")
    for name, value in (settings | dict(engine.options)).items():
        builder = builder.config(name, str(value))
    return builder


def _on_this_machine(engine: Engine) -> dict[str, str]:
    megabytes = max(machine_memory() // 4_000_000, 1000)
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": f"{megabytes}m",
        "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
    }
    if engine.spill is not None:
        engine.spill.mkdir(parents=True, exist_ok=True)
        settings["spark.local.dir"] = str(engine.spill)
    return settings


def _demand_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if home and os.access(os.path.join(home, "bin", "java"), os.X_OK):  # noqa: PTH118
        return
    if shutil.which("java") is None:
        raise SettingsError(
            "Spark needs Java, and there is none",
            hint="Install Java 17 (on Debian: apt-get install openjdk-17-jre-headless), or set "
            "JAVA_HOME.",
        )
