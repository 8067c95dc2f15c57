"""The village's plan of crops and sheep: its tables from survey and numbers, solved, told, and tried under other
futures."""
