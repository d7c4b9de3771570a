"""What models make of a mail, as extras: an embedding, and a language model behind an endpoint. Both off."""
