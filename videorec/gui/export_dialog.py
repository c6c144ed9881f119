"""What to write of the open video, where, and how to recognise it."""

from pathlib import Path

from PyQt6.QtCore import QStandardPaths, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from videorec.core.errors import VideorecError
from videorec.gui.elided_label import ElidedLabel
from videorec.gui.engine_speech import translated
from videorec.gui.export_plan import (
    Product,
    file_name,
    output_paths,
    suggested_base,
    suggested_folder,
)
from videorec.gui.question import ask
from videorec.gui.values import ExportRequest, OutputPaths, RunMode
from videorec.media.info import SourceInfo


class ExportDialog(QDialog):
    """export(ExportRequest): everything was checked, and overwriting was agreed to.

    A live source is recorded as it is recognised anyway, so there is no choice how.
    """

    export = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info = SourceInfo(name="", width=0, height=0)
        self._hint = ""
        self._make_controls()
        self._arrange()
        self._connect()
        self.setMinimumWidth(480)

    def show_source(self, info: SourceInfo, mode: RunMode = "realtime") -> None:
        """The source to export; names are suggested after it."""
        self._info = info
        self.setWindowTitle(self.tr("Record") if info.live else self.tr("Export"))
        self._go.setText(self.tr("Rec&ord") if info.live else self.tr("E&xport"))
        self._form.setRowVisible(self._mode, not info.live)
        self._hint = (
            self.tr("Records from now on, until you cancel it or close the source.")
            if info.live
            else ""
        )
        self._folder.setText(str(suggested_folder(info, _films())))
        self._base.setText(suggested_base(info))
        self._mode.setCurrentIndex(self._mode.findData(mode))
        self._check()

    def _make_controls(self) -> None:
        self._products = {
            Product.VIDEO: QCheckBox(self.tr("&Video with names")),
            Product.JSON_LINES: QCheckBox(self.tr("&Events, JSON lines")),
            Product.CSV: QCheckBox(self.tr("Events, &CSV")),
            Product.VTT: QCheckBox(self.tr("&Subtitles, WebVTT")),
            Product.SRT: QCheckBox(self.tr("Subtitles, S&RT")),
            Product.SUMMARY: QCheckBox(self.tr("S&ummary of people")),
        }
        self._products[Product.VIDEO].setChecked(True)
        self._names = {product: ElidedLabel() for product in self._products}
        self._folder = QLineEdit()
        self._browse = QPushButton(self.tr("&Browse…"))
        self._browse.setAutoDefault(False)
        self._base = QLineEdit()
        self._mode = QComboBox()
        for mode, text in (
            ("realtime", self.tr("Follow faces (fast)")),
            ("exact", self.tr("Every frame alone (slow, exact)")),
            ("two-pass", self.tr("Two passes (names from the first frame on)")),
        ):
            self._mode.addItem(text, mode)
        self._problem = QLabel()
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.setMinimumHeight(2 * self._problem.fontMetrics().height())
        self._problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = self._buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        assert go is not None
        self._go = go

    def _arrange(self) -> None:
        what = QGroupBox(self.tr("What"))
        rows = QFormLayout(what)
        rows.setHorizontalSpacing(18)
        for product, box in self._products.items():
            rows.addRow(box, self._names[product])
        folder = QHBoxLayout()
        folder.addWidget(self._folder, 1)
        folder.addWidget(self._browse)
        where = QGroupBox(self.tr("Where and how"))
        form = self._form = QFormLayout(where)
        form.addRow(self.tr("&Folder"), folder)
        form.addRow(self.tr("&Name"), self._base)
        form.addRow(self.tr("&Recognition"), self._mode)
        label = form.labelForField(folder)
        if isinstance(label, QLabel):
            label.setBuddy(self._folder)
        self._folder.setAccessibleName(self.tr("Folder"))
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(what)
        layout.addWidget(where)
        layout.addWidget(self._problem)
        layout.addStretch()
        layout.addWidget(self._buttons)

    def _connect(self) -> None:
        for box in self._products.values():
            box.toggled.connect(self._check)
        self._folder.textChanged.connect(self._check)
        self._base.textChanged.connect(self._check)
        self._browse.clicked.connect(self._ask_for_folder)
        self._buttons.accepted.connect(self._start)
        self._buttons.rejected.connect(self.reject)

    def _wanted(self) -> frozenset[Product]:
        return frozenset(p for p, box in self._products.items() if box.isChecked())

    def _paths(self) -> OutputPaths:
        folder = Path(self._folder.text().strip()).expanduser()
        return output_paths(self._wanted(), folder, self._base.text().strip(), self._info)

    def _check(self) -> None:
        """Say what is wrong, while it can still be changed."""
        for product, label in self._names.items():
            label.setText(file_name(product, self._base.text().strip(), self._info))
            label.setEnabled(self._products[product].isChecked())
        problem = self._find_problem()
        existing = [] if problem else self._existing()
        if existing:
            names = ", ".join(path.name for path in existing)
            self._problem.setText(self.tr("There already: {names}.").format(names=names))
        else:
            self._problem.setText(problem or self._hint)
        self._go.setEnabled(not problem)

    def _find_problem(self) -> str:
        if not self._wanted():
            return self.tr("Choose at least one thing to write.")
        base = self._base.text().strip()
        if not base or Path(base).name != base:
            return self.tr("Give a file name without folders.")
        if not self._folder.text().strip():
            return self.tr("Give a folder.")
        try:
            self._paths().check(self._info.path)
        except VideorecError as exc:
            return translated(str(exc))
        return ""

    def _existing(self) -> list[Path]:
        return [path for path in self._paths().all() if path.exists()]

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder to export to"), self._folder.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._folder.setText)
        dialog.open()

    def _start(self) -> None:
        self._check()  # the disk may have changed since the last key
        if not self._go.isEnabled():
            return
        existing = self._existing()
        if not existing:
            self._finish()
            return
        text = (
            self.tr("The recording replaces these files: {names}")
            if self._info.live
            else self.tr("These files are replaced when the export is complete: {names}")
        )
        ask(
            self,
            self.tr("Replace what is there?"),
            text.format(names=", ".join(path.name for path in existing)),
            self.tr("Replace"),
            self._finish,
        )

    def _finish(self) -> None:
        self.export.emit(ExportRequest(paths=self._paths(), mode=self._mode.currentData()))
        self.accept()


def _films() -> Path:
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation))
    # Qt names it also when it does not exist; nothing can be written there then.
    return folder if folder.is_dir() else Path.home()
