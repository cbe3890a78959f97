"""Writes grades as the tables that Moodle and Canvas import, or as a plain one. Reads the gradebook, changes nothing.

marks      gradebook -> what each student has in each unit, and in what state
tables     marks -> rows of one platform's table, and who cannot be in it
"""
