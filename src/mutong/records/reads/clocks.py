"""Which clock the register lives by."""

from mutong.records.register.register_clock import is_sample_clock, read_register_clock

__all__ = ["is_sample_clock", "read_register_clock"]
