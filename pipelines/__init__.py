"""From published budget disclosures to a warehouse that answers questions."""
