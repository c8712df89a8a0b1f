from server.judging.points import bare_lists, makes, mentions, point_of, points_made

CACHE = point_of(
    "scaling",
    {
        "id": "cache",
        "text": "Popular links come from a cache",
        "ask": "What would you do about the links that everybody opens?",
        "terms": ["cach", "redis"],
        "links": ["popular", "hot", "read"],
    },
)
FIELDS = point_of(
    "data_model",
    {
        "id": "fields",
        "text": "Names the fields",
        "ask": "What do you keep?",
        "terms": ["code", "owner"],
        "links": ["table", "record"],
        "lists": True,
    },
)
LOAD = point_of(
    "requirements",
    {"id": "load", "text": "Load", "ask": "How much?", "terms": ["write"], "links": ["#"]},
)


def test_a_term_with_its_purpose_makes_the_point():
    made = points_made(
        [(2, "I keep the popular codes in a cache because they never change.")], [CACHE]
    )
    assert [(m.point.id, m.clause.turn) for m in made] == [("cache", 2)]


def test_a_term_alone_does_not_make_the_point():
    assert not points_made([(1, "I would definitely put Redis somewhere in this design.")], [CACHE])


def test_a_keyword_list_makes_no_point():
    assert not points_made(
        [(1, "I would use caching, hot reads, Redis, popular links, CDN.")], [CACHE]
    )


def test_a_purpose_far_from_its_term_does_not_link():
    far = "We put Redis in, " + "and the team then wrote down each step of the plan for later, " * 3
    assert not makes(far + "with popular links.", CACHE)


def test_an_enumeration_may_make_a_point_that_allows_it():
    assert points_made([(1, "The table has code, owner, target, created, expires.")], [FIELDS])


def test_an_enumeration_that_makes_its_point_is_no_bare_list():
    messages = [(1, "The table has code, owner, target, created, expires.")]
    assert bare_lists(messages, [FIELDS]) == ()
    assert len(bare_lists(messages, [CACHE])) == 1


def test_a_number_mark_needs_a_number_with_a_unit():
    assert makes("we plan for 40 writes per second", LOAD)
    assert not makes("we plan for many writes", LOAD)


def test_short_terms_are_whole_words():
    assert mentions("the ids are random", ("id",))
    assert not mentions("the idea is random", ("id",))


def test_longer_terms_are_beginnings_of_words():
    assert mentions("we cached it", ("cach",))
    assert not mentions("we attached it", ("tach",))


def test_the_first_place_where_a_point_is_made_counts():
    said = "Popular links come from a cache close to the reader."
    made = points_made([(1, said), (4, said)], [CACHE])
    assert [m.clause.turn for m in made] == [1]


def test_a_point_with_a_limit_needs_the_limit_in_the_claim():
    raw = {
        "id": "accept", "text": "The driver accepts within a time limit", "ask": "How?",
        "terms": ["accept"], "links": ["driver"], "needs": ["second", "limit"],
    }  # fmt: skip
    point = point_of("api", raw)
    assert not makes("A driver can accept or refuse an offer in the app", point)
    assert makes("A driver can accept the offer for fifteen seconds", point)
