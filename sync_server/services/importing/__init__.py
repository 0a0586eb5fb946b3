"""Lists of other systems come in: read strictly, taken in as records, undone as a whole."""
