"""Typed tables of what tools do: where they write, what decides it, which lever moves it. Packs and policy add rows."""
