"""One use case a module, over the ports of `textward.services.ports` and its neighbours."""
