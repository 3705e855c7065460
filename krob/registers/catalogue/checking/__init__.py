"""Whether a draft may be published: what stands against it, and where that is mended."""
