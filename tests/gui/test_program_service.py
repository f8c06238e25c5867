"""Other programs are answered as the switch in the settings says."""

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QSpinBox

from voicecloner.api.service import Answering
from voicecloner.errors import InvalidRequest
from voicecloner.gui.parts.switch import Switch
from voicecloner.gui.window.program_service import OFF

ANSWERING = Answering("http://127.0.0.1:8123", "a-token/with-a-slash")


class FakeService:
    """Stands in for `AnswerPrograms`."""

    def __init__(self):
        self.begun = []
        self.is_alive = False
        self.error = None

    def begin(self, port, *, cancel):
        self.begun.append(port)
        if self.error:
            raise self.error
        self.is_alive = True
        return ANSWERING

    def end(self):
        self.is_alive = False

    close = end


@pytest.fixture
def service(app):
    vars(app)["answer_programs"] = FakeService()
    return app.answer_programs


@pytest.fixture
def line(service, window):
    return window.settings.service


def switch(window):
    field = window.settings.fields["answer_programs"]
    assert isinstance(field, Switch)
    return field


def test_nothing_listens_until_the_user_wants_it(service, line, window):
    assert line.words.text() == OFF.words
    assert line.access.isHidden()
    assert service.begun == []


def test_switched_on_it_says_where_it_answers_and_hands_out_the_token(service, line, window, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    switch(window).click()
    qtbot.waitUntil(lambda: line.words.text() == "Running at http://127.0.0.1:8123")
    assert (service.begun, line.access.isHidden()) == ([8123], False)
    assert line.token.echoMode() == QLineEdit.EchoMode.Password
    line.copy_button.click()
    assert QGuiApplication.clipboard().text() == ANSWERING.token
    line.open_button.click()
    assert opened == ["http://127.0.0.1:8123/#token=a-token%2Fwith-a-slash"]
    switch(window).click()
    qtbot.waitUntil(lambda: not service.is_alive)
    assert (line.words.text(), line.token.text(), line.access.isHidden()) == (OFF.words, "", True)


def test_another_port_begins_it_anew(service, line, window, qtbot):
    switch(window).click()
    qtbot.waitUntil(lambda: service.begun == [8123])
    field = window.settings.fields["answer_port"]
    assert isinstance(field, QSpinBox)
    for port in (2000, 20001, 20002):
        field.setValue(port)
    qtbot.waitUntil(lambda: service.begun == [8123, 20002])


def test_what_keeps_it_from_beginning_is_said(service, line, window, qtbot):
    service.error = InvalidRequest("The port is taken.", "Choose another port, or with: voicecloner serve --port 0")
    switch(window).click()
    qtbot.waitUntil(lambda: line.words.text() == "The port is taken. Choose another port.")
    assert line.access.isHidden()


def test_one_that_ended_by_itself_is_said(service, line, window, qtbot):
    switch(window).click()
    qtbot.waitUntil(lambda: service.is_alive and line.words.text().startswith("Running"))
    service.is_alive = False
    window.tools.service.look()
    assert "stopped by itself" in line.words.text()


def test_it_begins_with_the_window_where_it_was_on(service, window, qtbot):
    window.tools.preferences.change("answer_programs", "on")
    qtbot.waitUntil(lambda: service.begun == [8123])
    window.tools.service.start()
    qtbot.waitUntil(lambda: service.begun == [8123, 8123])
