"""What Greenroom promises when things fail, on the real server as a process of its own."""
