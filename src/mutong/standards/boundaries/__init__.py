"""The pairs of households on either side of each limit of a rule, made from the rule's own tree (T5)."""
