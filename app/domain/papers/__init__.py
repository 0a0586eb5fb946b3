"""Printed papers: a pure function from what was recorded to the bytes of a PDF.

They stand in the domain because the tablet prints them offline and the server again on request.
"""
