"""What the rules of the audit need to know of a text and no fact says.

The rules themselves are SQL (``dbt_project/models/audit``) without a regular expression: whatever
takes reading is done here and staged as an observation: a kind, a word, a number, a place.

Kinds, by the module that finds them:

===================== =============== =========================================================
kind                  module          term / value / unit / text
===================== =============== =========================================================
repeated_word         wording         the word that stands there twice
unbalanced_mark       punctuation     the mark that has no partner; text: what stands around it
sentence_cut          punctuation     the last words of the paragraph
other_level           level_words     the word of level (全省); text: the level that it speaks of
markup                markup          the markup, named alike wherever it stands: \\mathrm, <td>
foreign_word          wording         the word
numbering_gap         numbering       the ordinal found; value: the number expected; unit: the ordinal
                                      before; text: ``missing`` or ``repeated``
counted_thing         quantities      what is counted; how many in the base unit; that unit; text:
                                      ``goal`` or ``description`` where the subject is an indicator
                                      that counts the same, ``project`` for all of a project,
                                      ``standard:…`` where the subject is a standard paid for it
unit_standard         quantities      the unit that it is paid for; yuan for one of it in a year;
                                      the unit as written; text: ``year`` or ``month`` (twelve)
period                periods         the words; value: the year; text: ``from`` or ``to``
named_project         reasons         the project as the reason calls it; text: its project_id, or
                                      ``ended``, or NULL where no project of the document fits
===================== =============== =========================================================

Not here: whether an observation is a fault. That is for the rules.
"""

from __future__ import annotations

from pipelines.parsing import numbering, quantities, reasons, wording
from pipelines.parsing.disclosure import Disclosure
from pipelines.parsing.facts import Facts


def extract(disclosure: Disclosure, facts: Facts) -> None:
    """Add the observations of a document whose facts have all been taken."""
    wording.observe(disclosure, facts)
    numbering.observe(disclosure, facts)
    quantities.observe(disclosure, facts)
    reasons.observe(disclosure, facts)
