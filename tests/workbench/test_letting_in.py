"""Signing in and out, as a browser does it."""

import re

import httpx
import pytest
from workbench_server import NAMES, PASSWORD

from trucewatch.workbench.people import Role


def form_word(answer: httpx.Response) -> str:
    return re.search(r'name="csrf" value="([^"]+)"', answer.text)[1]


def sign_in(client: httpx.Client, name: str, password: str, **fields: str) -> httpx.Response:
    word = form_word(client.get("/login"))
    return client.post("/login", data={"csrf": word, "name": name, "password": password, **fields})


def test_who_is_not_signed_in_is_led_to_where_they_can_and_back(client_as) -> None:
    client = client_as(None)
    asked = client.get("/w/syria-2017/board?as_true_on=2017-05-05", headers={"accept": "text/html"})
    assert asked.status_code == 303
    login = client.get(asked.headers["location"])
    onward = re.search(r'name="next" value="([^"]+)"', login.text)[1]
    assert onward == "/w/syria-2017/board?as_true_on=2017-05-05"
    answer = sign_in(client, NAMES[Role.READER], PASSWORD, next=onward)
    assert (answer.status_code, answer.headers["location"]) == (303, onward)
    assert client.get("/w/syria-2017/board").status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_told_alike(client_as) -> None:
    client = client_as(None)
    said = {
        re.search(r'role="alert">([^<]+)', sign_in(client, name, "wrong wrong wrong").text)[1]
        for name in (NAMES[Role.CODER], "Nobody At All")
    }
    assert said == {"Name, password or code is wrong; try again."}


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x:y"]
)
def test_signing_in_leads_to_no_other_site(client_as, address: str) -> None:
    answer = sign_in(client_as(None), NAMES[Role.PUBLISHER], PASSWORD, next=address)
    assert answer.headers["location"] == "/"


def test_signing_out_ends_the_session_for_good(client_as) -> None:
    client = client_as(Role.READER)
    assert client.get("/").status_code == 200
    assert client.post("/logout", data={"csrf": "wrong"}).status_code == 403
    word = client.cookies["trucewatch_session"]
    client.post("/logout", data={"csrf": client.headers["x-csrf-token"]})
    client.cookies.set("trucewatch_session", word)
    assert client.get("/").status_code == 401
