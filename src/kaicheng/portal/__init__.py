"""The public site: pages, templates, downloads and the check of annual reports that anyone may use."""
