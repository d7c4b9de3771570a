"""Ways to reach a desk: e-mail and web forms."""
