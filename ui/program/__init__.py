"""The views of a program that is not the article's: drawn plainly, a line of the program a row."""
