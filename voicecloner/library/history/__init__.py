"""What of takes lies beside them: the versions of their sentences, and what finds takes fast."""
