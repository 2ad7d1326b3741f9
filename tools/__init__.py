"""What a developer of Shanzhi needs and the product does not: behind `./dev`."""
