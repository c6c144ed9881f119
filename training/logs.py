"""What a run tells: a line on the screen, CSV files, TensorBoard."""

import csv
import io
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from videorec.core.errors import TrainingError
from videorec.models.weights import write_atomically


class RunLog:
    """Writes scalars by step into `<name>.csv` and TensorBoard, in one folder.

    A table gets its columns from its first row. On resume, rows after the resumed step are dropped,
    so that a table never tells a step twice.
    """

    def __init__(self, folder: Path, resumed_step: int) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as exc:
            raise TrainingError(
                "training writes TensorBoard logs; install them: pip install 'videorec[training]'"
            ) from exc
        self._folder = folder
        self._resumed = resumed_step
        self._open: dict[str, tuple[IO[str], Any]] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._board = SummaryWriter(
                str(folder / "tensorboard"), purge_step=resumed_step + 1 if resumed_step else None
            )
        except OSError as exc:
            raise TrainingError(f"{folder}: cannot write logs there ({exc})") from exc

    def write(self, table: str, step: int, values: Mapping[str, float]) -> None:
        """One row. TrainingError when the disk is full."""
        try:
            if table not in self._open:
                self._open[table] = self._start(table, list(values))
            stream, writer = self._open[table]
            writer.writerow([step, *(f"{value:.6g}" for value in values.values())])
            stream.flush()
        except OSError as exc:
            raise TrainingError(f"{self._folder / table}.csv: cannot be written ({exc})") from exc
        try:
            for name, value in values.items():
                self._board.add_scalar(f"{table}/{name}", value, step)
        except OSError as exc:
            raise TrainingError(f"{self._folder}: TensorBoard cannot be written ({exc})") from exc

    def _start(self, table: str, columns: list[str]) -> tuple[IO[str], Any]:
        path = self._folder / f"{table}.csv"
        rows = [["step", *columns]]
        if self._resumed and path.exists():
            old = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
            rows += [row for row in old[1:] if row and int(row[0]) <= self._resumed]
            text = io.StringIO(newline="")
            csv.writer(text).writerows(rows)
            write_atomically(path, text.getvalue().encode())  # a full disk leaves the old rows
            stream = path.open("a", newline="", encoding="utf-8")
            return stream, csv.writer(stream)
        stream = path.open("w", newline="", encoding="utf-8")
        writer = csv.writer(stream)
        writer.writerows(rows)
        return stream, writer

    def close(self) -> None:
        """Close every file, as far as the disk has room for what is left in memory."""
        for stream, _ in self._open.values():
            with suppress(OSError):  # every row was flushed or refused before
                stream.close()
        with suppress(OSError):
            self._board.close()


def read_table(path: Path) -> dict[str, list[float]]:
    """A CSV of RunLog as columns; empty when there is none yet."""
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    return {name: [float(row[i]) for row in rows[1:]] for i, name in enumerate(rows[0])}
