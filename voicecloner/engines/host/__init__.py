"""The process that engines work in, and the conversation with it."""
