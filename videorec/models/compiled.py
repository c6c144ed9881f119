"""Loops over pixels, compiled to machine code.

For arithmetic that numpy and torch can only do in many passes over memory. Functions are compiled
at their first call, which takes up to a second, and kept on disk for the next process. They run
without Python's lock, so that threads compute side by side.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The same function, compiled for the types that it is called with.

    Multiplications and additions may be joined, values are never NaN and a zero has no sign: what
    it takes to compute on vectors. Sums keep their order; divisions are not checked for zero.
    """
    decorate = partial(
        numba.njit, nogil=True, error_model="numpy", fastmath={"contract", "nnan", "nsz"}
    )
    try:
        made = decorate(function, cache=True)
    except RuntimeError:  # nowhere to keep it, as in a read-only installation without a home
        made = decorate(function)
    return cast(Function, made)
