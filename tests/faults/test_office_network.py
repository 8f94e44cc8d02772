"""LibreOffice opens no connection for a document that asks for one; without our profile it does."""

import socket
import subprocess
import threading
from contextlib import closing

import pytest

from protocols.document.read import Limits, office
from tests.protocols.document.making.docx import docx, p, r, relation

DRAWN = (
    '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="990000" cy="990000"/><wp:docPr id="1" name="a"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="0" name="a"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:link="rx"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="990000" cy="990000"/></a:xfrm>'
    '<a:prstGeom prst="rect"/></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
)


@pytest.fixture
def canary():
    """A listener on this machine: its port, and how often somebody knocked."""
    knocks = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def listen():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                knocks.append(connection.recv(64))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], knocks
        server.shutdown(socket.SHUT_RDWR)


def with_outside_picture(port):
    picture = relation("rx", "image", f"http://127.0.0.1:{port}/a.png", external=True)
    return docx(p("Решили", r(raw=DRAWN)), relations=picture)


@pytest.fixture
def soffice():
    found = office.program()
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


def test_our_profile_loads_nothing(canary, soffice):
    port, knocks = canary
    office.converted(with_outside_picture(port), "docx", Limits(), "pdf")
    assert knocks == []


def test_a_plain_profile_does(canary, soffice, tmp_path):
    """The control: the document does ask."""
    port, knocks = canary
    (tmp_path / "a.docx").write_bytes(with_outside_picture(port))
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "a.docx"], check=True, capture_output=True, timeout=120)
    assert knocks
