"""The contact programmes: whose history, what is due, what is changed."""
