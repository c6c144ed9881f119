"""Ctrl-C asks, twice it insists."""

import signal
from threading import Event

import pytest

from videorec.cli.interrupt import StopRequest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_a_request(number: signal.Signals) -> None:
    with StopRequest() as stop:
        stop.prepared()
        assert not stop.wanted
        signal.raise_signal(number)
        assert stop.wanted


def test_the_second_one_ends_the_program() -> None:
    with StopRequest() as stop:
        stop.prepared()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_one_ends_what_only_prepares(number: signal.Signals) -> None:
    with StopRequest() as stop:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            stop.prepared()


def test_a_wait_that_may_last_is_called_off_once() -> None:
    called = Event()
    with StopRequest() as stop:
        stop.prepared()
        stop.call_off = called.set
        signal.raise_signal(signal.SIGTERM)
        assert called.wait(timeout=10)


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with StopRequest():
        assert signal.getsignal(signal.SIGINT) != before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
