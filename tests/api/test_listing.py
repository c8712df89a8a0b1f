"""The list of sessions: a deletion can be undone for a while, and words are found."""

import pytest

from server.api import listing
from tests.conftest import Greenroom


@pytest.fixture
def titled(client: Greenroom) -> str:
    """The address of a session called "The billing talk"."""
    path = f"/sessions/{client.open('ask')['id']}"
    client.http.patch(f"/api{path}", json={"title": "The billing talk"})
    return path


def listed(client: Greenroom, query: str = "") -> str:
    return str(client.http.get(f"/sessions?{query}").text)


def delete(client: Greenroom, path: str) -> str:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.http.post(f"{path}/delete", headers=form, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_a_deleted_session_is_off_every_list_and_comes_back_when_undone(
    client: Greenroom, titled: str
):
    page = client.http.get(delete(client, titled)).text
    assert "“The billing talk” is deleted" in page and f'href="{titled}"' not in page
    assert f'href="{titled}"' not in client.http.get("/").text
    assert f'href="{titled}"' not in listed(client, "q=billing")
    client.http.post(f"{titled}/restore")
    assert f'href="{titled}"' in listed(client)
    assert client.http.get(f"/api{titled}").status_code == 200


def test_a_deletion_that_nobody_undoes_is_final(
    client: Greenroom, titled: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listing, "UNDO_S", 0.0)
    delete(client, titled)
    for _ in range(100):
        if client.http.get(f"/api{titled}").status_code == 404:
            break
    assert client.http.get(f"/api{titled}").status_code == 404
    assert client.http.post(f"{titled}/restore").status_code == 404


def test_what_was_deleted_is_gone_when_the_service_ends(client: Greenroom, titled: str):
    delete(client, titled)
    assert client.http.get(f"/api{titled}").status_code == 200
    assert client.http.portal is not None
    client.http.portal.call(listing.emptied, client.http.app)
    assert client.http.get(f"/api{titled}").status_code == 404


def test_only_its_own_learner_can_delete_or_restore(client: Greenroom):
    assert client.http.post("/sessions/nobodys/delete").status_code == 404
    assert client.http.post("/sessions/nobodys/restore").status_code == 404


def test_a_search_finds_titles_jobs_and_what_was_said(client: Greenroom, titled: str):
    said = client.open("interview", problem="url_shortener")
    opening = said["turns"][0]["reply"].split()[0].strip(",.*")
    for query, found in (
        ("q=BILLING+talk", [titled]),
        ("q=ask+billing", [titled]),
        (f"q={opening}", [f"/sessions/{said['id']}"]),
        ("q=interview", [f"/sessions/{said['id']}"]),
        ("q=nowhere+to+be+found", []),
    ):
        html = listed(client, query)
        here = [p for p in (titled, f"/sessions/{said['id']}") if f'href="{p}"' in html]
        assert here == found, query
    assert "No sessions with" in listed(client, "q=nowhere")


def test_a_long_session_opens_with_its_newest_turns(client: Greenroom, monkeypatch):
    monkeypatch.setattr("server.api.drawing.TURNS_SHOWN", 1)
    session = client.open("interview", problem="url_shortener")
    client.send(session, action="pause")
    path = f"/sessions/{session['id']}"
    html = client.http.get(path).text
    assert "1 earlier turn<" in html and 'id="turn-0"' not in html and 'id="turn-1"' in html
    assert 'id="turn-0"' in client.http.get(f"{path}?whole=1").text
