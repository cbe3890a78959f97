"""The report on a graded class, for its instructor: records -> findings -> one page and a table. It changes no grade."""
