"""What leaves the house: situation reports in which every sentence leads back to a hashed source."""

from trucewatch.publish.changes import changes
from trucewatch.publish.docx import render_docx
from trucewatch.publish.html import render_html
from trucewatch.publish.interactive import render_charts
from trucewatch.publish.markdown import render_markdown
from trucewatch.publish.pdf import render_pdf

__all__ = ["changes", "render_charts", "render_docx", "render_html", "render_markdown", "render_pdf"]
