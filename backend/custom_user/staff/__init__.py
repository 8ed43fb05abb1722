"""The way into the admin, for staff, and the decoy for everybody else.

Apart from the pages of the models, because Django makes the site before it finds them.
"""
