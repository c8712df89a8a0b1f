"""Chapters as passages: parsing, chunking, embedding, the index and the search over it."""
