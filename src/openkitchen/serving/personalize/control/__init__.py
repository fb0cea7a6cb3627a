"""The control plane: resources are made, shown, changed and deleted."""
