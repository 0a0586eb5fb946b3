"""The pages that anybody may open: light HTML, no script, nothing from elsewhere."""
