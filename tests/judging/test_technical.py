from pathlib import Path

import pytest

from server.corpus.study import study_material
from server.judging.doubtful import doubtful, unusual
from server.judging.inflection import verb_forms
from server.judging.jargon import jargon
from server.judging.lexicon import lexicon_from
from server.judging.swapping import in_plain_words

LEXICON = lexicon_from(study_material(Path(__file__).parents[2])["jargon"])


@pytest.mark.parametrize(
    ("technical", "plain"),
    [
        ("The gRPC retry broker stopped.", "The message system stopped."),
        ("The Detox suite is slow.", "The set of tests is slow."),
        ("The difference is significant (p < 0.01).", "The difference is significant."),
        (
            "The new pagination endpoint leaks connections.",
            "The new connection point loses connections.",
        ),
        ("They must open port 443.", "They must open network entry 443."),
        ("None of the attempts succeeded.", "None of the attempts succeeded."),
        ("For instance, the node failed over.", "For instance, the server switched to the backup."),
        ("We flash the firmware.", "We reprogram the device software."),
        ("Our classifier flags 2.1% of them.", "Our sorting model flags 2.1% of them."),
        (
            "With the cluster it janks down to 17.",
            "With the group of servers it stutters down to 17.",
        ),
        ("If we lazy-load the video and wait.", "If we load the video on demand and wait."),
        ("We lazy-load it.", "We load it on demand."),
        ("We will cut over to the cluster.", "We will switch over to the group of servers."),
        (
            "Yesterday we cut over to the cluster.",
            "Yesterday we switched over to the group of servers.",
        ),
        ("We rolled back at 09:45.", "We switched back at 09:45."),
        ("We’ve rolled back, and wait.", "We’ve switched back, and wait."),
        ("The cluster waits for a patched build.", "The group of servers waits for a fixed build."),
        ("The cluster: re-render costs $900.", "The group of servers: redrawing costs $900."),
        ("We dedupe the rows.", "We clear the rows of duplicates."),
        ("It has stale fixtures.", "It has outdated test data."),
        ("The node shows a spinner.", "The server shows a loading symbol."),
        ("They ask if quizzes autosave.", "They ask if quizzes save automatically."),
    ],
)
def test_plain_words_fit_compounds_and_forms(technical, plain):
    assert in_plain_words(technical, jargon(technical, LEXICON)) == plain


@pytest.mark.parametrize(
    "text",
    [
        "The hotel hosts a meeting for the primary school.",
        "We commit to the date and patch the roof.",
        "The container ship left the port on Monday.",
        "We pitch it to the port folks.",
        "Airport pickups are the worst bucket.",
        "The axis encoder is loose.",
    ],
)
def test_ambiguous_words_stay_in_messages_that_are_not_technical(text):
    assert jargon(text, LEXICON) == ()


def test_ambiguous_words_are_technical_in_a_technical_message():
    hits = jargon("Recall fell.", LEXICON, among_technical=True)
    assert in_plain_words("Recall fell.", hits) == "The share of cases found fell."


def test_words_of_working_life_are_not_shown():
    assert unusual("The slowest checkout, the login and the rollout didnt change.", LEXICON) == ()


def test_words_built_with_a_hyphen_are_shown():
    found = unusual("It talks I9Z and is cloud-driven.", LEXICON)
    assert "cloud-driven" in found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The reads come in utc.", ("utc",)),
        ("It ended at 14:02 UTC.", ()),
        ("The interface did give 503 for 10 minutes.", ("503",)),
        ("It gave 503 users a voucher.", ()),
    ],
)
def test_time_zones_and_codes_are_shown_where_they_stand_alone(text, shown):
    assert unusual(text, LEXICON) == shown


def test_likely_words_are_shown_with_their_neighbours():
    assert doubtful("We use a spectral approach.", LEXICON) == ("spectral approach",)


def test_the_forms_of_a_verb_come_with_the_same_form_of_the_plain_one():
    assert verb_forms("deploy", "send") == {
        "deploy": "send",
        "deploys": "sends",
        "deployed": "sent",
        "deploying": "sending",
    }
