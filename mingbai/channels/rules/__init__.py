"""Rules of the room channels: what stands on a board, what a reader may see of a notice, whether a paper is true."""
