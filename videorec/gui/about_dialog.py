"""What this program is, and what it runs on."""

from importlib import metadata

from PyQt6.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, Qt
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from videorec.gui.values import EngineInfo


class AboutDialog(QDialog):
    """Version, model with its terms, and device; engine: None while it loads."""

    def __init__(self, engine: EngineInfo | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About videorec"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = QLabel("videorec " + _version())
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        title.setFont(font)
        words = QLabel("\n\n".join(self.paragraphs(engine)))
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setMinimumWidth(420)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addWidget(words)
        layout.addWidget(buttons)

    def paragraphs(self, engine: EngineInfo | None) -> list[str]:
        """What it says below the title."""
        lines = [
            self.tr(
                "Open-set face recognition in video, with one image per person. Everything stays "
                "on this computer: no picture and no name leaves it."
            )
        ]
        if engine is not None:
            card = engine.card
            lines.append(
                self.tr(
                    "Model: {model}\nTrained on: {data}\nTerms: {terms}\nDevice: {device}"
                ).format(
                    model=engine.model,
                    data=card.training_data,
                    terms=card.terms,
                    device=engine.device,
                )
            )
        lines.append(
            self.tr(
                "Licence: MIT. Made with Qt {qt}, PyQt {pyqt} (GPL), PyTorch, FAISS and FFmpeg."
            ).format(qt=QT_VERSION_STR, pyqt=PYQT_VERSION_STR)
        )
        return lines


def _version() -> str:
    try:
        return metadata.version("videorec")
    except metadata.PackageNotFoundError:
        return ""
