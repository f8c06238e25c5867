"""What a review checks, one sentence for each finding."""
