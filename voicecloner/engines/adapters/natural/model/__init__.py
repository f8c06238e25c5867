"""The published network: its files, its halves, and running them."""
