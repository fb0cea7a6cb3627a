"""Read the blocks of code of a page, and run them as a reader would, from top to bottom.

A comment in the line before a block says what is special about it:

``<!-- not run: why -->``     is only looked at
``<!-- run as: command -->``  the command is run in the block's place
``<!-- file: path -->``       is written to that path
``<!-- output -->``         is compared with what was printed last; ``…`` stands for any lines
``<!-- background -->``       runs while the rest of the page does (a server)
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>[^>]*?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
DEMO = "--customers 200 --days 30 --no-serve"
MAKES_DEMO = re.compile(rf"^openkitchen demo --dir (\S+) {DEMO}$", re.MULTILINE)
HOME = "127.0.0.1:8000"
RUNNABLE = ("bash", "python")


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    text: str
    mark: str
    about: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def runs(self) -> bool:
        return self.language in RUNNABLE and self.mark not in {"not run", "file"}


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    found = []
    for match in BLOCK.finditer(text):
        mark, _, about = (match["mark"] or "").partition(": ")
        line = text.count("\n", 0, match.start("language")) + 1
        found.append(Block(page, line, match["language"], match["text"], mark, about))
    return found


@dataclass
class Reader:
    """Someone who types what a page says, in one folder.

    Parameters
    ----------
    folder
        Where the blocks run.
    demo
        Returns a finished demo shop, whose copy spares making it anew on each page.
    """

    folder: Path
    demo: Callable[[], Path]
    printed: str = ""
    names: dict[str, object] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    home: str = HOME

    def follow(self, page: Path) -> None:
        """Run all blocks of a page."""
        try:
            for block in blocks_of(page):
                self.take(block)
        finally:
            for server in self.servers:
                server.terminate()
                server.wait(20)

    def take(self, block: Block) -> None:
        if block.mark == "file":
            path = self.folder / block.about
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.mark == "output":
            missing = first_missing(block.text, self.printed)
            assert missing is None, f"{block.place}: not printed: {missing}\n{self.printed}"
        elif block.mark == "background":
            self.serve(block)
        elif block.runs and block.language == "python":
            self.printed = self.python(block)
        elif block.runs:
            self.printed = self.bash(block)

    def python(self, block: Block) -> str:
        code = compile(block.text.replace(HOME, self.home), block.place, "exec")
        out = io.StringIO()
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            patch.dict(os.environ, self.environ or environment()),
        ):
            exec(code, self.names)  # noqa: S102 - our own pages
            self.environ = dict(os.environ)
        return out.getvalue()

    def bash(self, block: Block) -> str:
        text = block.about if block.mark == "run as" else block.text
        for name in MAKES_DEMO.findall(text):
            shutil.copytree(self.demo(), self.folder / name)
        done = self.shell(MAKES_DEMO.sub("", text).replace(HOME, self.home))
        printed = done.stdout + done.stderr
        assert done.returncode == 0, f"{block.place} ends with {done.returncode}:\n{printed}"
        assert "Error: " not in done.stderr, f"{block.place}:\n{printed}"  # left of a pipe, say
        return printed

    def run(self, command: str) -> str:
        """Run one more command there and return what it printed."""
        done = self.shell(command)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shell(self, text: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-euc", text],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def serve(self, block: Block) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.home = f"127.0.0.1:{port}"
        command = f"exec {block.text.strip()} --port {port}"
        server = subprocess.Popen(
            ["bash", "-c", command],
            cwd=self.folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.servers.append(server)
        until = time.monotonic() + 60
        while not answers(f"http://{self.home}/healthz"):
            assert server.poll() is None, f"{block.place}: the server stopped"
            assert time.monotonic() < until, f"{block.place}: the server does not answer"
            time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def first_missing(expected: str, printed: str) -> str | None:
    """Return the first line that was not printed, in order; blanks at the ends do not count."""
    lines: Iterator[str] = iter([line.strip() for line in printed.splitlines()])
    for line in expected.splitlines():
        if line.strip() not in {"", "…"} and line.strip() not in lines:
            return line
    return None


def environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "OPENBLAS_NUM_THREADS": "1", "DO_NOT_TRACK": "1"}
