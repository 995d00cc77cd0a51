"""Rules of the room disclosure: acts and states, the way through a route, and the privacy gate."""
