"""Addresses, countries, languages and dates, each as its place writes them."""
