"""The log of the window, and what happens to exceptions that nobody expected."""

import logging
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PyQt6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QtMsgType,
    pyqtSignal,
    qInstallMessageHandler,
)

from videorec.gui.values import Problem

LARGEST_BYTES = 1_000_000

log = logging.getLogger("videorec.gui")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def default_log_path() -> Path:
    """Where the user's log lies."""
    return platformdirs.user_log_path("videorec", appauthor=False) / "videorec.log"


def open_log(path: Path) -> logging.Handler | None:
    """Write all messages to a file as well; None where that is not allowed, and the log says so."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LARGEST_BYTES, backupCount=1, encoding="utf-8")
    except OSError as exc:
        log.warning("%s: no log is kept: %s", path, exc.strerror)
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return handler


def close_log(handler: logging.Handler | None) -> None:
    """Let go of the file."""
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()


class UnexpectedErrors(QObject):
    """Catches what no code caught, in any thread, and in Qt's own messages.

    Without a hook, an exception in a slot ends the process. caught(Problem): for the error bar.
    """

    caught = pyqtSignal(object)

    def __init__(self, log_path: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_path = log_path
        self._hooks = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """From now on."""
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._catch
        threading.excepthook = self._catch_in_thread
        qInstallMessageHandler(_log_qt)

    def uninstall(self) -> None:
        """As it was before."""
        sys.excepthook, threading.excepthook = self._hooks
        qInstallMessageHandler(None)

    def _catch(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        log.error("unexpected error", exc_info=(kind, error, trace))
        self.caught.emit(
            Problem(
                title=self.tr("Something went wrong that nobody expected"),
                text=self.tr("{kind}: {message}. You can go on; please report it.").format(
                    kind=kind.__name__, message=str(error) or "-"
                ),
                details="".join(traceback.format_exception(kind, error, trace)),
                log_path=self._log_path,
            )
        )

    def _catch_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._catch(args.exc_type, args.exc_value, args.exc_traceback)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
