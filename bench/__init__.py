"""What Openward costs, measured side by side with the least that could do the same, in the same run. `make bench`."""
