"""The item roles under which list models tell more than the first line of a row."""

from PySide6.QtCore import Qt

ITEM_ROLE = int(Qt.ItemDataRole.UserRole)
"""The thing itself."""
SUMMARY_ROLE = ITEM_ROLE + 1
"""The second line."""
SEVERITY_ROLE = ITEM_ROLE + 2
"""The verdict (a `Severity`'s value), or None."""
