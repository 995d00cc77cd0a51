"""The demo: a real district's year, played through the real actions with a moving clock; every figure is invented."""
