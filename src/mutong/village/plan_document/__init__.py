"""The village's project plan as a document: chapters from a plan's figures, in Chinese and English, no database."""
