"""The overlay of the embedded cloud: what the pinned emulator lacks or does unlike AWS, one concern a module."""
