"""Reading whole documents aloud."""
