"""Pages elsewhere read nothing and write nothing."""

import pytest
from starlette.datastructures import Headers

from openkitchen.serving.access.origin import foreign_origin

HOST = {"host": "127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"origin": "http://127.0.0.1:8000"}, False),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "http://evil.example"}, True),
        ({"origin": "http://127.0.0.1:9000"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
        ({"origin": "http://[", **HOST}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, True),
    ],
)
def test_writing_from_another_page_is_told(headers, foreign):
    assert foreign_origin("POST", Headers({**HOST, **headers})) is foreign
    assert foreign_origin("DELETE", Headers({**HOST, **headers})) is foreign
    assert foreign_origin("GET", Headers({**HOST, **headers})) is False
