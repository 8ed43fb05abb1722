"""Import of Markdown directories as Jekyll, Hugo and Zola keep them."""

from blog.services.importing.problems import ImportSourceError
from blog.services.importing.report import KINDS, OUTCOMES, Line, Report
from blog.services.importing.run import ImportOptions, import_tree
from blog.services.importing.source_tree import SourceTree

__all__ = [
    "KINDS",
    "OUTCOMES",
    "ImportOptions",
    "ImportSourceError",
    "Line",
    "Report",
    "SourceTree",
    "import_tree",
]
