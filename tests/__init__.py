"""Tests of the whole house: architecture, documents, walks through a real browser."""
