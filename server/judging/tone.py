"""A message a little more or less formal: contractions and plain for stiff words, by code.

Only wordings that mean the same are exchanged, so no fact and no claim can change.
"""

from __future__ import annotations

import re

_CONTRACTED = {
    "do not": "don't", "does not": "doesn't", "did not": "didn't", "is not": "isn't",
    "are not": "aren't", "was not": "wasn't", "were not": "weren't", "cannot": "can't",
    "can not": "can't", "could not": "couldn't", "will not": "won't", "would not": "wouldn't",
    "should not": "shouldn't", "has not": "hasn't", "have not": "haven't", "had not": "hadn't",
    "we will": "we'll", "we are": "we're", "we have": "we've", "you are": "you're",
    "you will": "you'll", "they are": "they're", "it is": "it's", "that is": "that's",
    "I am": "I'm", "I will": "I'll", "I have": "I've", "I would": "I'd", "we would": "we'd",
    "there is": "there's", "they will": "they'll",
}  # fmt: skip
_PLAIN = {
    "in order to": "to", "with regard to": "about", "with respect to": "about",
    "regarding": "about", "concerning": "about", "prior to": "before",
    "subsequent to": "after", "subsequently": "later", "therefore": "so", "hence": "so",
    "furthermore": "also", "moreover": "also", "in addition": "also", "utilise": "use",
    "utilize": "use", "utilised": "used", "utilized": "used", "commence": "start",
    "commences": "starts", "terminate": "end", "terminates": "ends", "assist": "help",
    "purchase": "buy", "sufficient": "enough", "due to the fact that": "because",
    "in the event that": "if", "as a consequence": "so", "kindly": "please",
    "at this point in time": "now", "a number of": "some", "in accordance with": "under",
    "we would like to inform you that": "", "please be advised that": "",
    "I would like to inform you that": "", "please note that": "", "it should be noted that": "",
}  # fmt: skip
_SPELT_OUT = {
    "pls": "please", "plz": "please", "thx": "thank you", "fyi": "for your information",
    "asap": "as soon as possible", "btw": "by the way", "gonna": "going to", "wanna": "want to",
    "cant": "cannot", "dont": "do not", "doesnt": "does not", "wont": "will not",
    "didnt": "did not", "isnt": "is not", "kids": "children", "guys": "colleagues",
    "folks": "colleagues", "ok": "in order",
}  # fmt: skip


def less_formal(text: str) -> str:
    """Contractions, and plain words for stiff ones; a contraction never ends a sentence."""
    return _exchanged(_exchanged(text, _PLAIN, ""), _CONTRACTED, r"(?!\s*[.,;:!?])")


def more_formal(text: str) -> str:
    """Contractions and short forms spelt out; "'s" stays, since it may also be a genitive."""
    longer = {short: long for long, short in _CONTRACTED.items() if not short.endswith("'s")}
    longer |= {"can't": "cannot"}
    return _exchanged(_exchanged(text, longer, ""), _SPELT_OUT, "")


def _exchanged(text: str, table: dict[str, str], unless: str) -> str:
    words = sorted(table, key=len, reverse=True)
    found = "|".join(re.escape(w).replace("'", "['’]").replace(r"\ ", r"\s+") for w in words)
    keys = {w.lower(): new for w, new in table.items()}

    def other(hit: re.Match[str]) -> str:
        flat = re.sub(r"\s+", " ", hit[0].lower().replace("’", "'"))
        new = keys[flat]
        return new[:1].upper() + new[1:] if hit[0][0].isupper() and new[:1] != "I" else new

    out = re.sub(rf"(?<![\w'’-])(?:{found})(?![\w'’-]){unless}", other, text, flags=re.IGNORECASE)
    out = re.sub(r"[ \t]{2,}", " ", out).strip()
    return out[:1].upper() + out[1:] if text[:1].isupper() else out
