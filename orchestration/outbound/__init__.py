"""What leaves the house, and only where somebody configured a receiver."""
