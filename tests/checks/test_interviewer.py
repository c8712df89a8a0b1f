import pytest

from server.checks import interviewer as checks


def test_one_question_at_the_end_passes():
    assert checks.asks_one_question("You said “a queue”. Why that?") == []


@pytest.mark.parametrize(
    "reply", ["Tell me more.", "Why? And how?", "Why that? I would use a cache."]
)
def test_no_question_several_or_one_in_the_middle_fails(reply):
    assert checks.asks_one_question(reply)


def test_a_technical_term_of_the_candidate_may_be_used():
    assert checks.gives_nothing_away("Why the cache there?", "I would add a cache.") == []


@pytest.mark.parametrize(
    "reply",
    [
        "How would sharding help here?",
        "Would a message-queue do?",
        "What about a 301 here?",
        "Could Redis hold that?",
    ],
)
def test_a_technical_term_that_nobody_used_fails(reply):
    assert checks.gives_nothing_away(reply, "People open the short address.")


def test_the_finding_points_at_the_word_given_away():
    reply = "How would sharding help?"
    start, end = checks.gives_nothing_away(reply, "")[0].span
    assert reply[start:end] == "sharding"


def test_a_withheld_term_fails_in_any_form():
    assert checks.withholds("And what if it is cached?", ["cach"])
    assert checks.withholds("What about ids?", ["id"])
    assert checks.withholds("What is the idea?", ["id"]) == []


@pytest.mark.parametrize(
    "reply", ["Great point! Why?", "Thank you. Why?", "That is a solid start. Why?"]
)
def test_praise_fails(reply):
    assert checks.no_praise(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "As an AI, I ask: why?",
        "I would use a counter, what do you think?",
        "You should cache this, right?",
        "For example by a queue, how?",
    ],
)
def test_leaving_the_role_fails(reply):
    assert checks.stays_in_role(reply)


def test_a_plain_question_stays_in_role():
    assert checks.stays_in_role("Which part would give out first?") == []


def test_the_same_question_in_other_clothes_fails():
    earlier = ["How does making a link compare with opening one?"]
    assert checks.not_asked_before("And how does opening a link compare with making one?", earlier)


def test_another_question_on_the_same_thing_passes():
    earlier = ["How does making a link compare with opening one?"]
    assert checks.not_asked_before("What becomes of a link once its time is over?", earlier) == []


def test_a_question_must_take_up_the_candidates_words():
    assert checks.picks_up("Why that way?", "a counter in base62")
    assert checks.picks_up("Why a counter?", "a counter in base62") == []


def test_a_question_must_ask_for_what_is_wished():
    assert checks.asks_for("How many loans are there?", "the reason")
    assert checks.asks_for("Why one list?", "a figure")
    assert checks.asks_for("Why one list?", "the reason") == []
    assert checks.asks_for("How many loans are there?", "a figure") == []


def contract(reply, phrase, wish):
    """The names of the checks of the prompt's contract that a reply breaks."""
    found = [
        *checks.asks_one_question(reply),
        *checks.asks_for(reply, wish),
        *checks.gives_nothing_away(reply, phrase),
        *checks.no_praise(reply),
        *checks.stays_in_role(reply),
        *checks.speaks_to_you(reply),
        *checks.picks_up(reply, phrase),
    ]
    return [finding.check for finding in found]


@pytest.mark.parametrize(
    ("phrase", "wish", "reply"),
    [
        (
            "I would use a hash of the url to get the code",
            "the reason",
            "Why would you use a hash of the URL to get the code?",
        ),
        (
            "I would leave custom aliases and analytics for later",
            "the reason",
            "Why would you leave custom aliases and analytics for later?",
        ),
        (
            "he pushed back and we kept the monolith",
            "the reason",
            "Why did he push back and keep the monolith?",
        ),
        (
            "we would have many more readers than writers",
            "a figure",
            "How many readers would you expect to have compared to writers?",
        ),
        (
            "the feed has to open fast",
            "a figure",
            "How many seconds does the feed have to open?",
        ),
    ],
)
def test_what_the_local_model_wrote_well_keeps_the_contract(phrase, wish, reply):
    assert contract(reply, phrase, wish) == []


@pytest.mark.parametrize(
    ("phrase", "wish", "reply", "broken"),
    [
        (
            "I think we need it to be fast",
            "a figure",
            "How many teachers do you expect to open the map, and how did you get there?",
            "picks_up",
        ),
        (
            "We talked about it and found a solution",
            "the reason",
            "Why did we talk about it and find a solution?",
            "speaks_to_you",
        ),
        (
            "The tradeoff is that a hash could collide, but it is simple",
            "the reason",
            "You would keep one caller from making millions of links by using a hash.",
            "asks_one_question",
        ),
        (
            "There is a web server that creates the short code and stores",
            "the reason",
            "At a high level, this system would have a web server that creates the short code and"
            " stores it, and a database that stores the short codes.",
            "gives_nothing_away",
        ),
    ],
)
def test_what_the_local_model_wrote_badly_breaks_it(phrase, wish, reply, broken):
    assert broken in contract(reply, phrase, wish)


SAID = "We would not shard yet, because 40 writes a second fit on one machine."


@pytest.mark.parametrize(
    "reply",
    [
        "You would not shard yet, because 40 writes a second fit on one machine.",
        "So you would not shard while 40 writes a second fit on one machine.",
    ],
)
def test_a_point_said_back_in_the_candidates_words_passes(reply: str) -> None:
    assert checks.says_back(reply, SAID) == []


@pytest.mark.parametrize(
    "reply",
    [
        "You would shard, because 40 writes a second fit on one machine.",
        "Would you not shard while 40 writes a second fit on one machine?",
        "You would not buy more hardware before the budget round.",
        "Not sharding yet keeps 40 writes a second on one machine.",
        "You should provide the full solution.",
    ],
)
def test_a_point_turned_round_or_replaced_fails(reply: str) -> None:
    assert checks.says_back(reply, SAID)


def test_a_reflection_that_brings_in_a_thing_of_its_own_is_seen():
    answer = "The short code would be the primary key so we can look it up quickly."
    assert not checks.only_says_back("You would use the short code as the primary key.", answer)
    assert checks.only_says_back("You would use the short code to look up visits.", answer)


PLAIN = "How would a reader find one of them again?"
WORDS = "you don't keep the loans in one list"


@pytest.mark.parametrize(
    "reply",
    [
        f"You don't keep the loans in one list: {PLAIN.lower()}",
        "You don't keep the loans in one list, so how would a reader find one of them again?",
    ],
)
def test_a_question_joined_to_the_words_is_kept_and_adds_nothing(reply):
    assert checks.keeps_question(reply, PLAIN) == []
    assert checks.only_joins(reply, (WORDS, PLAIN)) == []


@pytest.mark.parametrize(
    "reply",
    [
        "You don't keep the loans in one list.",
        "How would one sort them?",
        f"{PLAIN} You don't keep the loans in one list, do you?",
    ],
)
def test_a_question_that_was_lost_or_does_not_end_the_reply_is_seen(reply):
    assert checks.keeps_question(reply, PLAIN)


@pytest.mark.parametrize(
    "reply",
    [
        f"You keep the loans in one list: {PLAIN}",
        f"You don't keep the loans in one sorted index: {PLAIN}",
    ],
)
def test_a_joint_that_adds_or_turns_round_what_was_said_is_seen(reply):
    assert checks.only_joins(reply, (WORDS, PLAIN))
