"""The register: areas, places, households, people, what is known of them and what happened."""
