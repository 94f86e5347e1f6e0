"""The named scenarios that the app offers, and the data that one of them is made from."""
