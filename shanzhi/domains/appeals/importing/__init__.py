"""Cases out of an older system's table: every row becomes a case or a line in the rejects, and nothing is made up."""
