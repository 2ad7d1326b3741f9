"""What the product looks like: tokens, components, shells. See README.md here for page authors."""
