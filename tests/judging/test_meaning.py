import pytest

from server.judging.meaning import claim_differences


@pytest.mark.parametrize(
    ("source", "rewrite"),
    [
        ("We might lose a week.", "We will lose a week."),
        ("No data was lost.", "Data was lost."),
        ("If the test fails, we wait.", "The test fails, we wait."),
        ("We propose to wait.", "We wait."),
        ("The export is not affected.", "The export is affected."),
        ("The fix is finished.", "The fix is underway."),
        ("Errors fell to 2%.", "Errors rose to 2%."),
        ("It is late.", "It is late because of the vendor."),
        ("We need it by Friday.", "We need it on Friday."),
        ("We expect 300 orders.", "We have 300 orders."),
    ],
)
def test_a_turned_meaning_is_seen(source, rewrite):
    assert claim_differences(source, rewrite)


def test_another_wording_of_the_same_claim_passes():
    source = "If the load test fails on 20 March, we might lose another week."
    rewrite = "If the test under heavy use fails on 20 March, we may lose another week."
    assert claim_differences(source, rewrite) == []
