"""What there is to choose from in the settings, on this computer."""

from dataclasses import dataclass

from videorec.models.weight_files import available_weights

# On every computer.
ALWAYS = ("auto", "cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """models: names of weights. devices: as the settings write them; empty until they are known."""

    models: tuple[str, ...] = ("default",)
    devices: tuple[str, ...] = ()


def present_choices(devices: tuple[str, ...] = ()) -> Choices:
    """Looks into the folders of weights. devices: those that the engine has found so far."""
    return Choices(models=tuple(available_weights()), devices=devices)
