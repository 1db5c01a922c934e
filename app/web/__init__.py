"""What every page needs: the request's transaction, the guard at the door, headers, errors as pages, held forms, assets."""
