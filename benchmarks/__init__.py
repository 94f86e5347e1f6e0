"""What is claimed about speed, measured. Each part is a module with one `measure`; `__main__.py` lists them."""
