"""The window: its pages, messages, work in progress, shortcuts and drops."""
