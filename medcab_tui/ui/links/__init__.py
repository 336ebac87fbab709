"""What goes to services and comes from them: the queue, the way of an object, two versions of one card."""
