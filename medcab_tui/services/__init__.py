"""The outside world, each part of it behind one protocol: `adapter`. The only place with sockets."""
