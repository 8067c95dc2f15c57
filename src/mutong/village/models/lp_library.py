"""The one door to linopy and HiGHS: linopy's strict semantics are switched on here, once, on import.

In linopy's old semantics a label that is missing silently becomes coefficient 0, and two arrays of equal length are
added by position whatever their labels (PyPSA/linopy issue 586). `v1` raises in both cases.
"""

import highspy
import linopy
import xarray

linopy.options["semantics"] = "v1"

__all__ = ["highspy", "linopy", "xarray"]
