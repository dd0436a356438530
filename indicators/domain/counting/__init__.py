"""Figures of the units: what they are (parts), keeping them (keeping), reading them (reading).

A figure is a sum over a unit's tables in plain SQL. What is kept are the answers of that same query, so that
nothing is ever added up: a unit that changed since is counted anew, in passing by a page, for good by a
worker within a minute. See docs/adr/0028-figures-kept-by-unit.md.
"""
