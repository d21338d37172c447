"""What the product costs to run, counted or measured."""
