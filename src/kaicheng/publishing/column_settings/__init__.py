"""The page on which an authority keeps its columns: their offices and periods, its own ones, their order."""
