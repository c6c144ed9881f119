"""The window: draws and forwards; decisions live in the engine. The only room that knows Qt."""
