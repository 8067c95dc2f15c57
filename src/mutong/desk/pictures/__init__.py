"""Pictures drawn on the server as SVG pieces; each has its table beside it on the page."""
