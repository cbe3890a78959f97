"""nbviva: examines submissions to an nbgrader course, in two processes that do not trust each other.

It knows no course. A submission's bytes become cell sources (`nbviva.intake`), and the notebook to run is made from
the master and those sources (`nbviva.rebuild`).
"""
