"""The desk's pages: each asks records or workflows, fills a view model and gives it to a template."""
