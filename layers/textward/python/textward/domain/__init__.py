"""What the product is about, free of any technology: values, rules and the vocabulary of events."""
