"""The library's contents as Qt's lists want them."""
