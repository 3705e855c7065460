"""Screens of casework: the applicant's and the officer's."""
