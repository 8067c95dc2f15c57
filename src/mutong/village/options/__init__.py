"""Businesses a village could go into, side by side with staying as it is: on its own land, work, cash and prices."""
