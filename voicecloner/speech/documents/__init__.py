"""Documents of many kinds become chapters of paragraphs; nothing a stranger's file asks for is done."""
