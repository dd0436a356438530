"""The processes of a site: web server and workers, kept running."""
