"""Events come in singly, in lists and in lines; all are kept, or none."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.serving.personalize.server import listening

from openkitchen.errors import InputError
from openkitchen.serving import create_api
from openkitchen.serving.ingest import read_events
from openkitchen.serving.personalize import open_backend

ONE = {"user_id": "u", "item_id": "i", "timestamp": 1_700_000_000}


def test_one_a_list_and_lines_are_the_same():
    one = read_events(json.dumps(ONE).encode(), "application/json", "s")
    listed = read_events(json.dumps([ONE]).encode(), "application/json", "s")
    held = read_events(json.dumps({"events": [ONE]}).encode(), "", "s")
    lines = read_events(f"{json.dumps(ONE)}\n\n".encode(), "application/x-ndjson", "s")
    times = {rows[0].happened_at.timestamp() for rows in (one, listed, held, lines)}
    assert times == {1_700_000_000}
    assert read_events(b'[{"session_id": "s", "item_id": 7}]', "", "s")[0].item_id == "7"
    iso = read_events(
        b'{"user_id": "u", "item_id": "i", "timestamp": "2023-11-14T22:13:20"}', "", "s"
    )
    assert iso[0].happened_at.timestamp() == 1_700_000_000


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "no JSON"),
        (b"7", "event 1: it is no JSON object"),
        (b'[{"user_id": "u", "item_id": "i"}, {"user_id": "u"}]', "event 2: item_id is missing"),
        (b'{"item_id": "i"}', "both missing"),
        (b'{"user_id": "u", "item_id": "i", "colour": 1}', "no field 'colour'"),
        (b'{"user_id": "u", "item_id": "i", "timestamp": 1700000000000}', "not in seconds"),
        (b'{"user_id": "u", "item_id": "i", "timestamp": "soon"}', "no time"),
        (b'{"user_id": ["u"], "item_id": "i"}', "no text"),
        (b'{"user_id": "u", "item_id": "i", "event_value": "much"}', "no number"),
        (b'{"user_id": "u", "item_id": "i", "properties": 3}', "properties"),
        (b'{"user_id": "a\\u0000b", "item_id": "i"}', "user_id holds a NUL character"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(body, words):
    with pytest.raises(InputError, match=words):
        read_events(body, "application/json", "s")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*ONE, "event_id", "x"]), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_whatever_json_comes_in_is_read_or_refused(body):
    try:
        rows = read_events(json.dumps(body).encode(), "application/json", "s")
    except InputError:
        return
    assert all(row.item_id for row in rows)


def test_nothing_of_a_refused_request_is_kept(tmp_path, kitchen):
    import httpx

    backend = open_backend(tmp_path / "k.db", tmp_path / "p", kitchen=kitchen)
    with listening(create_api(kitchen, personalize=backend)) as address:
        url = f"{address}/v1/events"
        assert httpx.post(url, json=[ONE, {"user_id": "u"}]).status_code == 422
        assert httpx.get(f"{address}/v1/recommendations/u").json()["known_user"] is False
        lines = "\n".join(json.dumps({**ONE, "item_id": f"i0{n}"}) for n in range(1, 4))
        headers = {"content-type": "application/x-ndjson"}
        answer = httpx.post(url, content=lines, headers=headers)
        assert answer.json() == {"received": 3, "new": 3}
        assert httpx.post(url, json=[]).json() == {"received": 0, "new": 0}
    backend.close()


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (gzip.compress(b"{}", mtime=0), "It is packed"),
        ('{"user_id": "ü", "item_id": "i"}'.encode("latin-1"), "in UTF-8"),
        (f"{json.dumps(ONE)}\n{json.dumps(ONE)}".encode(), "application/x-ndjson"),
        (b"{", ""),
    ],
)
def test_a_body_that_is_no_json_is_told_what_it_may_be(body, hint):
    with pytest.raises(InputError) as caught:
        read_events(body, "application/json", "s")
    assert hint in caught.value.hint
