"""What happens, in order, across the parts. Transactions belong here."""
