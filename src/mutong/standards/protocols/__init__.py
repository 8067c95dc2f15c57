"""Protocols: what is due over time, for whom, from what happened (DESIGN.md 4.5, T10).

`read_protocol` reads one YAML mapping of a pack; `expected_steps` is a pure function from a subject's events to
the steps that are due, done or waiting; `conversions` gives the events that a protocol itself asks to record.
Nothing is stored but events. docs/protocols.md describes the format.
"""

from mutong.standards.protocols.conversion import Conversion, conversions
from mutong.standards.protocols.event import Event, FindingStatus, Subject
from mutong.standards.protocols.expected import control_ends_at, expected_steps
from mutong.standards.protocols.model import Protocol, kinds_by_status
from mutong.standards.protocols.parsing import load_protocols, protocols_of, read_protocol

__all__ = [
    "Conversion",
    "Event",
    "FindingStatus",
    "Protocol",
    "Subject",
    "control_ends_at",
    "conversions",
    "expected_steps",
    "kinds_by_status",
    "load_protocols",
    "protocols_of",
    "read_protocol",
]
