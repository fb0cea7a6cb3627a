import asyncio
import math
from datetime import UTC, datetime

import httpx
import numpy as np
import pytest
from tests.serving.example_shop import example_kitchen
from tests.web import in_a_loop

from openkitchen import errors
from openkitchen.client import (
    AsyncClient,
    Client,
    Event,
    cold_policy,
    cold_start,
    explain,
    forget,
    info,
    levers,
    put_events,
    rank,
    receipt,
    recommend,
    similar,
    weights,
    what_if,
    why_not,
)
from openkitchen.serving import create_api, tailored
from openkitchen.serving.personalize import open_backend

HOME = "http://127.0.0.1:8000"


class InLoop(httpx.BaseTransport):
    """Hands requests to an app without a network, for the client that waits."""

    def __init__(self, app):
        self.app = app

    def handle_request(self, request):
        async def once():
            inner = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            response = await inner.handle_async_request(request)
            return httpx.Response(
                response.status_code, headers=response.headers, content=await response.aread()
            )

        request.stream = httpx.ByteStream(request.read())
        return in_a_loop(once())


@pytest.fixture(scope="module")
def backend(tmp_path_factory):
    folder = tmp_path_factory.mktemp("client")
    made = open_backend(folder / "k.db", folder / "p", kitchen=example_kitchen())
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(backend):
    return create_api(None, personalize=backend)


@pytest.fixture
def client(app):
    with Client(HOME, transport=InLoop(app)) as made:
        yield made


QUESTIONS = {
    "a list": recommend("u-3", 3, explain=True),
    "a told history": recommend(history=[Event("ramen"), Event("nothing")], at="2026-09-01"),
    "a filter": recommend(
        "u-3", filter="INCLUDE ItemID WHERE Items.cuisine IN ($C)", filter_values={"C": '"thai"'}
    ),
    "a ranking": rank(["ramen", "pho", "nothing"], "u-3", explain=True),
    "similar": similar("ramen"),
    "explain": explain("u-3", "ramen", at=1_788_300_000),
    "why not": why_not("u-3", "mole", 2),
    "forget one": what_if(forget_user="u-3"),
    "drop": what_if(drop="diet", k=5),
    "item": what_if(item_id="pho", set={"cuisine": "indian"}),
    "levers": levers("pho", 3),
    "weights": weights("diet", 5),
    "newcomers": cold_start(4),
    "policy": cold_policy(4),
    "info": info(),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_gets_its_answer(client, name):
    question = QUESTIONS[name]
    answer = client.ask(question)
    assert type(answer) is question.answer


def test_answers_are_those_of_the_library(client):
    kitchen = example_kitchen()
    ours, theirs = client.ask(recommend("u-5", 3)), tailored.recommend(kitchen, "u-5", 3)
    assert [(one.item_id, one.score) for one in ours.items] == [
        (one.item_id, one.score) for one in theirs.items
    ]
    told = client.ask(explain("u-5", ours.items[0].item_id))
    assert math.isclose(math.fsum(t.contribution for t in told.terms), told.score, rel_tol=1e-12)
    changed = client.ask(what_if(user_id="u-5", without=["ramen", "pho", "udon", "mole"][:1]))
    assert changed.n_users == 40


def test_events_count_in_the_next_question(client):
    event = Event("ramen", user_id="new/one", event_id="once", event_type="view")
    assert client.ask(put_events([event])).new == 1
    assert client.ask(put_events([event])).new == 0
    found = client.ask(recommend("new/one", 8))
    assert found.known_user
    assert "ramen" not in [one.item_id for one in found.items]
    gone = client.ask(forget("new/one"))
    assert gone == client.ask(receipt(gone.id))
    assert not client.ask(recommend("new/one")).known_user


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (similar("nothing"), errors.UnknownName),
        (recommend(k=0), errors.SettingsError),
        (recommend(filter="nonsense"), errors.SettingsError),
        (put_events([Event("ramen")]), errors.InputError),
        (rank(["ramen"], device="mobile"), errors.ModelError),
        (receipt("none"), errors.UnknownName),
        (what_if(user_id=None, without=["ramen"]), errors.InputError),
    ],
)
def test_errors_are_those_that_the_library_raises(client, question, kind):
    with pytest.raises(kind) as caught:
        client.ask(question)
    assert caught.value.message
    assert isinstance(caught.value, errors.OpenKitchenError)


def test_many_questions_at_a_time(app):
    async def all_of_them():
        async with AsyncClient(HOME, transport=httpx.ASGITransport(app)) as client:
            return await asyncio.gather(*(client.ask(recommend(f"u-{n}", 2)) for n in range(8)))

    assert [one.user_id for one in in_a_loop(all_of_them())] == [f"u-{n}" for n in range(8)]


def test_a_server_that_is_not_there_is_named():
    def refuse(request):
        raise httpx.ConnectError("refused", request=request)

    with (
        Client(HOME, transport=httpx.MockTransport(refuse)) as client,
        pytest.raises(errors.ServerError, match=r"no answer from http://127\.0\.0\.1:8000"),
    ):
        client.ask(info())

    async def ask():
        async with AsyncClient(HOME, transport=httpx.MockTransport(refuse)) as client:
            await client.ask(info())

    with pytest.raises(errors.ServerError, match="no answer"):
        in_a_loop(ask())


def test_the_key_goes_along():
    def show(request):
        assert request.headers["authorization"] == "Bearer k1"
        return httpx.Response(200, json={"received": 0, "new": 0})

    with Client(HOME, "k1", transport=httpx.MockTransport(show)) as client:
        assert client.ask(put_events([])).received == 0


def test_moments_and_numbers_are_sent_as_python_has_them(backend):
    at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    with Client(HOME, transport=InLoop(create_api(None, personalize=backend))) as client:
        told = [client.ask(recommend("u-17", 3, at=one)) for one in (at, at.isoformat())]
        assert told[0] == told[1]
        asked = [client.ask(explain("u-17", "ramen", at=one)) for one in (at, at.timestamp())]
        assert asked[0] == asked[1]
        event = Event("ramen", user_id="moment", event_id="m", timestamp=at.replace(tzinfo=None))
        assert client.ask(put_events([event])).new == 1
        assert client.ask(recommend("moment", np.int64(3))).known_user


@pytest.mark.parametrize("value", [float("nan"), {"a", "b"}])
def test_what_json_cannot_hold_is_named_and_not_sent(backend, value):
    event = Event("ramen", user_id="odd", properties={"x": value})
    client = Client(HOME, transport=InLoop(create_api(None, personalize=backend)))
    with client, pytest.raises(errors.InputError, match="cannot be sent"):
        client.ask(put_events([event]))
