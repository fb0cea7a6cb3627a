"""Signatures are those that botocore makes; nobody else gets in."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from tests.serving.personalize.server import Clients, listening

from openkitchen.errors import SettingsError
from openkitchen.serving import create_api
from openkitchen.serving.personalize import open_backend, read_keys
from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.signing import Signed, check_signature, region_of

KEYS = {"AKIALOCAL": "a local secret"}
NOW = datetime.now(UTC)


def signed(body=b"{}", path="/", params=None, key="AKIALOCAL", secret="a local secret"):  # noqa: S107
    request = AWSRequest("POST", f"http://127.0.0.1:8000{path}", params=params or {}, data=body)
    request.headers["Content-Type"] = "application/x-amz-json-1.1"
    request.headers["X-Amz-Target"] = "AmazonPersonalize.ListSchemas"
    SigV4Auth(Credentials(key, secret), "personalize", "eu-west-1").add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = list((params or {}).items())
    return Signed("POST", path, query, {"host": "127.0.0.1:8000", **headers}, body)


@given(
    st.binary(max_size=200),
    st.sampled_from(["/", "/events", "/personalize-ranking"]),
    st.dictionaries(st.text("ab cé/+&=", min_size=1), st.text("xyz %~ü", max_size=9), max_size=3),
)
def test_what_botocore_signs_is_let_in(body, path, params):
    check_signature(signed(body, path, params), KEYS)


def refused(request, code, now=None):
    with pytest.raises(Fault) as caught:
        check_signature(request, KEYS, now)
    assert caught.value.code == code
    assert "a local secret" not in caught.value.words


def test_whatever_was_changed_is_not_let_in():
    from dataclasses import replace

    fine = signed(b'{"a": 1}')
    refused(replace(fine, body=b'{"a": 2}'), "InvalidSignatureException")
    refused(replace(fine, path="/events"), "InvalidSignatureException")
    refused(replace(fine, query=[("a", "b")]), "InvalidSignatureException")
    target = {**fine.headers, "x-amz-target": "AmazonPersonalize.DeleteSchema"}
    refused(replace(fine, headers=target), "InvalidSignatureException")
    refused(signed(secret="another secret"), "InvalidSignatureException")
    refused(signed(key="AKIAOTHER"), "UnrecognizedClientException")
    refused(replace(fine, headers={}), "MissingAuthenticationTokenException")
    odd = {**fine.headers, "authorization": "AWS4-HMAC-SHA256 Credential=x"}
    refused(replace(fine, headers=odd), "MissingAuthenticationTokenException")
    refused(fine, "InvalidSignatureException", datetime.now(UTC) + timedelta(minutes=16))


def test_the_region_of_a_client_names_its_resources():
    assert region_of(signed().headers["authorization"]) == "eu-west-1"
    assert region_of("") == "us-east-1"


def test_keys_are_read_from_a_table(tmp_path):
    file = tmp_path / "keys.yml"
    file.write_text("AKIALOCAL: a local secret\n")
    assert read_keys(file) == KEYS
    for text in ("", "- a", "AKIA: 1", "{"):
        file.write_text(text)
        with pytest.raises(SettingsError):
            read_keys(file)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_keys(tmp_path / "none")


def test_with_keys_only_those_who_sign_with_one_are_served(tmp_path):
    backend = open_backend(tmp_path / "k.db", tmp_path / "p", keys=KEYS)
    with listening(create_api(None, personalize=backend)) as address:
        ours = Clients(address, key="AKIALOCAL", secret=KEYS["AKIALOCAL"])
        assert ours.control.list_schemas()["schemas"] == []
        with pytest.raises(ours.runtime.exceptions.ResourceNotFoundException):
            ours.runtime.get_recommendations(
                campaignArn="arn:aws:personalize:::campaign/x", userId="u"
            )
        stranger = Clients(address, key="AKIALOCAL", secret="wrong", checked=False)
        with pytest.raises(ClientError, match="InvalidSignature"):
            stranger.control.list_schemas()
        target = {"x-amz-target": "AmazonPersonalize.ListSchemas"}
        assert httpx.post(address, content=b"{}", headers=target).status_code == 403
    backend.close()
