"""A batch of records comes in: read, judge, settle, write; one transaction, an answer for each."""
