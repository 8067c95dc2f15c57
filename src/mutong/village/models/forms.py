"""Linear forms over named axes: for each combination of labels a constant and so many coefficients of columns.

An element may be absent: a lag before the first label without a value there, a table's empty cell, a variable that
does not exist. What is absent stays absent through all arithmetic; only a condition takes it out. Nothing absent ever
counts as zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mutong.village.models.units import PLAIN, UnitOf

NO_COLUMN = -1


@dataclass(frozen=True)
class Form:
    """`const` has one axis for each name of `axes`; `coefficients` and `columns` have one more, for the terms.

    A column of −1 is no term. `absent` is None where every element is there. `unit`: see units.py.
    """

    axes: tuple[str, ...]
    const: np.ndarray
    coefficients: np.ndarray | None = None
    columns: np.ndarray | None = None
    absent: np.ndarray | None = None
    unit: UnitOf = PLAIN

    @property
    def is_constant(self) -> bool:
        """Whether no column takes part."""
        return self.columns is None


def spread(values: np.ndarray, axes: Sequence[str], onto: Sequence[str], extra: int = 0) -> np.ndarray:
    """An array with axes `axes` (and `extra` more at its end) seen with axes `onto`: new ones have length 1."""
    order = [axes.index(name) for name in onto if name in axes]
    order += range(len(axes), len(axes) + extra)
    moved = values.transpose(order)
    shape = [values.shape[axes.index(name)] if name in axes else 1 for name in onto]
    return moved.reshape(*shape, *values.shape[len(axes) :]) if extra else moved.reshape(shape)


def joint(*axes: Sequence[str]) -> tuple[str, ...]:
    """All axes in the order in which they come first."""
    return tuple(dict.fromkeys(name for one in axes for name in one))


def onto_axes(form: Form, axes: tuple[str, ...], sizes: Sequence[int]) -> Form:
    """The same form with exactly these axes, of these lengths."""
    if form.axes == axes and form.const.shape == tuple(sizes):
        return form

    def grown(values: np.ndarray | None, extra: int = 0) -> np.ndarray | None:
        if values is None:
            return None
        shape = (*sizes, *values.shape[len(form.axes) :]) if extra else tuple(sizes)
        return np.broadcast_to(spread(values, form.axes, axes, extra), shape)

    return replace(
        form, axes=axes, const=grown(form.const), coefficients=grown(form.coefficients, 1),
        columns=grown(form.columns, 1), absent=grown(form.absent),
    )  # fmt: skip


def aligned(left: Form, right: Form) -> tuple[Form, Form]:
    """Both forms with the axes of both."""
    axes = joint(left.axes, right.axes)
    length = dict(zip(right.axes, right.const.shape, strict=True)) | dict(
        zip(left.axes, left.const.shape, strict=True)
    )
    sizes = [length[name] for name in axes]
    return onto_axes(left, axes, sizes), onto_axes(right, axes, sizes)


def either_absent(left: np.ndarray | None, right: np.ndarray | None) -> np.ndarray | None:
    """Absent where one of two is."""
    if left is None or right is None:
        return right if left is None else left
    return left | right


def added(forms: Sequence[Form], signs: Sequence[int], unit: UnitOf) -> Form:
    """The sum of forms, each with its sign."""
    axes = joint(*(one.axes for one in forms))
    length = {name: size for one in forms for name, size in zip(one.axes, one.const.shape, strict=True)}
    sizes = [length[name] for name in axes]
    full = [onto_axes(one, axes, sizes) for one in forms]
    const = sum(sign * one.const for one, sign in zip(full, signs, strict=True))
    linear = [(one, sign) for one, sign in zip(full, signs, strict=True) if one.columns is not None]
    absent = None
    for one in full:
        absent = either_absent(absent, one.absent)
    coefficients = columns = None
    if linear:
        coefficients = np.concatenate([sign * one.coefficients for one, sign in linear], axis=-1)
        columns = np.concatenate([one.columns for one, _ in linear], axis=-1)
    return Form(axes, np.asarray(const), coefficients, columns, absent, unit)


def scaled(form: Form, by: Form, unit: UnitOf) -> Form:
    """A form times a constant one."""
    left, right = aligned(form, by)
    # What overflows is refused when the row is built, by the rule that it stands in.
    with np.errstate(over="ignore", invalid="ignore"):
        const = left.const * right.const
        coefficients = None if left.columns is None else left.coefficients * right.const[..., None]
    return Form(
        left.axes, const, coefficients, left.columns, either_absent(left.absent, right.absent),
        unit,
    )  # fmt: skip


def kept(form: Form, axes: tuple[str, ...], where: np.ndarray) -> Form:
    """The form where the condition holds; elsewhere zero, without terms and not absent."""
    everywhere = Form(axes, np.zeros(where.shape))
    full, mask = aligned(form, everywhere)
    holds = np.broadcast_to(spread(where, axes, mask.axes), full.const.shape)
    columns = coefficients = None
    if full.columns is not None:
        columns = np.where(holds[..., None], full.columns, NO_COLUMN)
        coefficients = np.where(holds[..., None], full.coefficients, 0.0)
    absent = None if full.absent is None else full.absent & holds
    return replace(
        full,
        const=np.where(holds, full.const, 0.0),
        coefficients=coefficients,
        columns=columns,
        absent=absent,
    )


def summed(form: Form, name: str, size: int) -> Form:
    """The sum along one axis; a form without that axis is added so many times."""
    axes = (*(one for one in form.axes if one != name), name)
    length = dict(zip(form.axes, form.const.shape, strict=True)) | {name: size}
    full = onto_axes(form, axes, [length[one] for one in axes])
    rest = full.const.shape[:-1]
    columns = coefficients = None
    if full.columns is not None:
        columns = full.columns.reshape(*rest, -1)
        coefficients = full.coefficients.reshape(*rest, -1)
        columns, coefficients = _packed(columns, coefficients)
    absent = None if full.absent is None else full.absent.any(axis=-1)
    return Form(axes[:-1], full.const.sum(axis=-1), coefficients, columns, absent, form.unit)


def _packed(columns: np.ndarray, coefficients: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Terms moved to the front and the empty end cut off, where that saves at least half."""
    filled = columns != NO_COLUMN
    most = int(filled.sum(axis=-1).max(initial=0))
    if columns.shape[-1] < 8 or 2 * most > columns.shape[-1]:
        return columns, coefficients
    order = np.argsort(~filled, axis=-1, kind="stable")[..., :most]
    return np.take_along_axis(columns, order, -1), np.take_along_axis(coefficients, order, -1)
