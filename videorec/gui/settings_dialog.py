"""The user's settings, each checked while it is changed."""

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
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
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from videorec.core.errors import ConfigError, WeightsError
from videorec.gui.engine_speech import translated
from videorec.gui.preferences import Preferences, checked, plain_values
from videorec.gui.question import ask
from videorec.gui.settings_choices import ALWAYS, Choices
from videorec.models.weight_files import SUFFIX, resolve_weights


class SettingsDialog(QDialog):
    """use_preferences(Preferences): all of them are valid, and the user wants them.

    losses: what is lost when they are used, in words; empty for nothing.
    """

    use_preferences = pyqtSignal(object)

    def __init__(
        self, parent: QWidget | None = None, losses: Callable[[Preferences], str] = lambda _: ""
    ) -> None:
        super().__init__(parent)
        self._losses = losses
        self.setWindowTitle(self.tr("Settings"))
        self._base = plain_values(Preferences())
        self._complaints: dict[str, QLabel] = {}
        self._names: dict[str, str] = {}
        self._make_window_controls()
        self._make_recognition_controls()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._window_group())
        layout.addWidget(self._recognition_group())
        layout.addStretch()
        layout.addWidget(self._buttons)
        self.setMinimumWidth(460)
        self.show_choices(Choices())
        self._connect()

    def show_choices(self, choices: Choices) -> None:
        """What there is on this computer, as far as it is known; what is chosen stays."""
        self._devices = choices.devices
        devices = choices.devices or ALWAYS
        for box, values in ((self._model, choices.models), (self._device, devices)):
            chosen = box.currentData()
            box.clear()
            for value in values:
                box.addItem(self._device_text(value) if box is self._device else value, value)
            if chosen is not None:
                _choose(box, chosen)

    def show_preferences(self, preferences: Preferences) -> None:
        """The values to start from; those without a control are kept as they are."""
        self._base = plain_values(preferences)
        settings = preferences.settings
        _choose(self._language, preferences.language)
        _choose(self._theme, preferences.theme)
        self._hud.setChecked(preferences.hud)
        self._camera.setValue(preferences.camera)
        _choose(self._mode, settings.mode)
        _choose(self._model, settings.model)
        _choose(self._device, settings.device)
        self._min_face.setValue(settings.detector.min_face)
        self._threads.setValue(settings.threads or 0)
        self._check()

    def values(self) -> dict[str, Any]:
        """What the controls say, as plain values."""
        settings = dict(self._base["settings"])
        settings |= {
            "mode": self._mode.currentData(),
            "model": self._model.currentData(),
            "device": self._device.currentData(),
            "threads": self._threads.value() or None,
            "detector": {**settings["detector"], "min_face": self._min_face.value()},
        }
        return {
            **self._base,
            "language": self._language.currentData(),
            "theme": self._theme.currentData(),
            "hud": self._hud.isChecked(),
            "camera": self._camera.value(),
            "settings": settings,
        }

    def _make_window_controls(self) -> None:
        self._language = _choice_box(
            ("system", self.tr("As the system")), ("en", "English"), ("de", "Deutsch")
        )
        self._theme = _choice_box(
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        )
        self._hud = QCheckBox(self.tr("&Figures over the picture from the start"))
        self._camera = QSpinBox()
        self._camera.setRange(0, 999)
        self._camera.setToolTip(self.tr("The start page shows it first. 0 is the first one."))

    def _make_recognition_controls(self) -> None:
        self._mode = _choice_box(
            ("realtime", self.tr("Follow faces (fast)")),
            ("exact", self.tr("Every frame alone (slow, exact)")),
            ("two-pass", self.tr("Two passes (files only)")),
        )
        self._model = QComboBox()
        self._model.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._model.setMinimumContentsLength(16)
        self._browse = QPushButton(self.tr("&Browse…"))
        self._browse.setAutoDefault(False)
        self._device = QComboBox()
        self._min_face = QSpinBox()
        self._min_face.setRange(1, 2000)
        self._min_face.setSuffix(self.tr(" pixels"))
        self._min_face.setToolTip(self.tr("Smaller faces are found with more computation."))
        self._threads = QSpinBox()
        self._threads.setRange(0, 1024)
        self._threads.setSpecialValueText(self.tr("all"))

    def _window_group(self) -> QGroupBox:
        group = QGroupBox(self.tr("Window"))
        form = QFormLayout(group)
        self._add_row(form, "language", self.tr("&Language"), self._language)
        self._add_row(form, "theme", self.tr("&Theme"), self._theme)
        self._add_row(form, "camera", self.tr("&Camera"), self._camera)
        form.addRow(self._hud)
        return group

    def _recognition_group(self) -> QGroupBox:
        model = QHBoxLayout()
        model.addWidget(self._model, 1)
        model.addWidget(self._browse)
        group = QGroupBox(self.tr("Recognition"))
        form = QFormLayout(group)
        self._add_row(form, "mode", self.tr("&Mode"), self._mode)
        self._add_row(form, "model", self.tr("M&odel"), self._model, model)
        self._add_row(form, "device", self.tr("&Device"), self._device)
        self._add_row(form, "min_face", self.tr("&Smallest face"), self._min_face)
        self._add_row(form, "threads", self.tr("&Processor cores"), self._threads)
        return group

    def _add_row(
        self,
        form: QFormLayout,
        key: str,
        text: str,
        control: QWidget,
        whole: QHBoxLayout | None = None,
    ) -> None:
        """A control with its label, and room for what is wrong with it."""
        label = QLabel(text)
        label.setBuddy(control)
        control.setAccessibleName(text.replace("&", ""))
        if whole is None:
            form.addRow(label, control)
        else:
            form.addRow(label, whole)
        complaint = QLabel()
        complaint.setTextFormat(Qt.TextFormat.PlainText)
        complaint.setWordWrap(True)
        complaint.hide()
        form.addRow("", complaint)
        self._complaints[key] = complaint
        self._names[key] = control.accessibleName()

    def _connect(self) -> None:
        for box in (self._mode, self._model, self._device, self._language, self._theme):
            box.currentIndexChanged.connect(self._check)
        for spin in (self._camera, self._min_face, self._threads):
            spin.valueChanged.connect(self._check)
        self._browse.clicked.connect(self._ask_for_model)
        self._buttons.accepted.connect(self._finish)
        self._buttons.rejected.connect(self.reject)
        restore = self._buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        assert restore is not None
        restore.clicked.connect(lambda: self.show_preferences(Preferences()))

    def _check(self) -> None:
        """Each sentence stands below the control it is about."""
        found = self._find_complaints()
        for key, label in self._complaints.items():
            label.setText(found.get(key, ""))
            label.setVisible(key in found)
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        assert ok is not None
        ok.setEnabled(not found)

    def _find_complaints(self) -> dict[str, str]:
        """By control; each value is tried alone, so that one does not hide another."""
        values, found = self.values(), {}
        settings = values["settings"]
        window = {key: values[key] for key in ("language", "theme", "camera")}
        recognition = {key: settings[key] for key in ("mode", "model", "device", "threads")}
        trials = {key: {key: value} for key, value in window.items()}
        trials |= {key: {"settings": {key: value}} for key, value in recognition.items()}
        trials["min_face"] = {"settings": {"detector": settings["detector"]}}
        for key, trial in trials.items():
            try:
                checked(trial)
            except ConfigError as exc:
                said = translated(str(exc).rpartition(": ")[2])
                # The file's key means nothing here; the control has a name.
                found[key] = said.replace(key, self._names[key])
        try:
            resolve_weights(str(settings["model"]))
        except WeightsError as exc:
            found["model"] = translated(str(exc))
        # While nobody knows what there is, nothing is refused.
        if self._devices and settings["device"] not in self._devices:
            found["device"] = self.tr("{device} is not there; choose another device.").format(
                device=settings["device"]
            )
        return found

    def _ask_for_model(self) -> None:
        dialog = QFileDialog(self, self.tr("Weights of a model"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Weights ({pattern})").format(pattern=f"*{SUFFIX}"))
        dialog.fileSelected.connect(lambda path: _choose(self._model, path))
        dialog.open()

    def _finish(self) -> None:
        if self._find_complaints():
            return
        preferences = checked(self.values())
        if losses := self._losses(preferences):
            ask(
                self,
                self.tr("Use these settings and open the gallery anew?"),
                losses,
                self.tr("Use"),
                lambda: self._use(preferences),
            )
        else:
            self._use(preferences)

    def _use(self, preferences: Preferences) -> None:
        self.use_preferences.emit(preferences)
        self.accept()

    def _device_text(self, device: str) -> str:
        names = {"auto": self.tr("The fastest there is"), "cpu": self.tr("Processor (CPU)")}
        return names.get(device, device)


def _choice_box(*choices: tuple[str, str]) -> QComboBox:
    box = QComboBox()
    for value, text in choices:
        box.addItem(text, value)
    return box


def _choose(box: QComboBox, value: str) -> None:
    """What is not in the list joins it: a file, or what another computer has."""
    if box.findData(value) < 0:
        box.addItem(value, value)
    box.setCurrentIndex(box.findData(value))
