"""Bold and italic inside a line."""
import re


def runs(text):
    """Pieces of a line: (text, bold, italic)."""
    for piece in re.split(r"(\*\*.+?\*\*|\*.+?\*)", text):
        if piece.startswith("**"):
            yield piece[2:-2], True, False
        elif piece.startswith("*") and len(piece) > 1:
            yield piece[1:-1], False, True
        elif piece:
            yield piece, False, False


def plain(text):
    return "".join(piece for piece, _, _ in runs(text))
