"""The model: a client for any OpenAI-compatible endpoint, and the engine inside Greenroom."""
