"""An endpoint for events on this machine: shows what comes, and checks its signature."""
