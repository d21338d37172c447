"""Domain objects to item attributes and back, without reading or writing anything."""
