import json

from evals.model_free import without_model
from evals.rewrite import report
from evals.run import CASES, Options


def test_every_tuning_case_holds_what_it_plants():
    lines = (CASES / "rewrite.tuning.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    assert len({c["id"] for c in cases}) == len(cases) == 60
    for case in cases:
        message = case["message"].lower()
        assert all(any(s.lower() in message for s in k) for k in case["must_keep"]), case["id"]
        assert all(w.lower() in message for w in case["jargon"] + case["must_go"]), case["id"]


def test_a_case_runs_without_a_model():
    case = {"message": "It fails. Fix by Friday.", "audience": "sales", "confidential": []}
    reply, seconds = without_model(case)
    assert "Friday" in reply.text and seconds > 0


def test_the_report_by_code_needs_no_service(settings):
    text = report(Options(settings, split="tuning", limit=2, arguments=("code",)))
    assert "| measure | echo | Greenroom |" in text
