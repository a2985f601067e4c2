"""`dateline app` in Chromium, by clicks: pages, filters, addresses to keep, the way back; and files, no server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.conftest import BACKSTOP, DATELINE, ROOT, make_environment
from tests.helpers.browser import CHROMIUM, DRIVER, Browser, open_browser
from tests.helpers.sample_archive import open_sample
from warehouse.publish import publish

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver (chromium-driver)")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app")
    with open_sample(folder) as con:
        publish(con, folder / "news.duckdb")
    return folder / "news.duckdb"


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    """The address of an app that serves the database."""
    command = [*DATELINE, "app", "--port", "0", "--db", str(database)]
    environment = make_environment(database.parent)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("dateline app: http://127.0.0.1:")
        yield said.split()[2]
        process.terminate()
        process.wait(BACKSTOP)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser(BACKSTOP) as browser:
        yield browser


def test_pages_open_by_clicks_and_the_way_back_leads_back(browser: Browser, address: str) -> None:
    browser.size(1400)
    browser.show(address)
    browser.wait_for_heading("Overview")
    assert "5 Mar" not in browser.text()
    browser.wait_for_charts()
    browser.click("Ada Lund")
    browser.wait_for_heading("Ada Lund")
    assert browser.driver.title == "Ada Lund · dateline"
    assert "id=" in browser.driver.current_url
    browser.click("Ferry late")
    browser.wait_for_heading("Ferry late")
    assert "First: The Varnland Courier" in browser.text()
    browser.driver.back()
    browser.wait_for_heading("Ada Lund")
    browser.driver.back()
    browser.wait_for_heading("Overview")
    for page in ("Who said what", "People", "Stories", "Outlets", "Changes", "Sources"):
        browser.click(page)
        browser.wait_for_heading(page)
    assert browser.foreign_requests(f"{address}/", address.replace("http", "ws") + "/") == []
    assert [error for error in browser.errors() if "Content Security Policy" in error] == []


def test_filters_stand_in_the_address_and_the_address_brings_them_back(browser: Browser, address: str) -> None:
    browser.size(1400)
    browser.show(f"{address}/?page=said")
    browser.field("Words").send_keys("ferry will")
    Select(browser.field("Outlet")).select_by_visible_text("Skarrow Echo")
    browser.field("Words").send_keys(Keys.ENTER)
    browser.wait(lambda driver: "1 quotation, the newest first" in browser.text())
    kept = browser.driver.current_url
    assert "words=ferry+will" in kept
    assert "outlet=Skarrow+Echo" in kept
    browser.driver.back()
    browser.wait(lambda driver: "4 quotations" in browser.text())
    assert browser.field("Words").get_attribute("value") == ""
    browser.show(kept)
    assert "1 quotation, the newest first" in browser.text()
    assert browser.field("Words").get_attribute("value") == "ferry will"
    assert browser.field("Outlet").get_attribute("value") == "Skarrow Echo"
    marked = browser.driver.find_elements(By.CSS_SELECTOR, ".context .content")
    assert [mark.get_attribute("textContent") for mark in marked] == [
        "[quotation: The ferry will not sail before Friday,]"
    ]


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_is_cut_off_at_any_width(browser: Browser, address: str, width: int, is_dark: bool) -> None:
    browser.size(width, is_dark=is_dark)
    browser.show(address)
    for page in ("Overview", "Who said what", "People", "Stories", "Outlets", "Changes", "Sources"):
        browser.click(page)
        browser.wait_for_heading(page)
        assert browser.overflowing() == [], page
    colour = browser.driver.execute_script("return getComputedStyle(document.querySelector('.dateline')).color")
    assert (colour == "rgb(232, 234, 237)") is is_dark


def test_the_keyboard_reaches_what_the_mouse_reaches(browser: Browser, address: str) -> None:
    browser.size(1400)
    browser.show(f"{address}/?page=people")
    browser.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    for _ in range(40):
        focused = browser.driver.switch_to.active_element
        if focused.text == "Nils Berg":
            break
        focused.send_keys(Keys.TAB)
    focused.send_keys(Keys.ENTER)
    browser.wait_for_heading("Nils Berg")
    browser.wait(lambda driver: driver.switch_to.active_element.tag_name == "main")


def test_only_this_machine_is_answered(address: str) -> None:
    assert httpx.get(address, timeout=BACKSTOP, headers={"Host": "evil.example"}).status_code == 400
    answer = httpx.get(address, timeout=BACKSTOP)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_an_export_needs_no_server(browser: Browser, database: Path, tmp_path: Path) -> None:
    command = [*DATELINE, "app", "--export", str(tmp_path / "site"), "--db", str(database)]
    done = subprocess.run(
        command, cwd=ROOT, env=make_environment(tmp_path), capture_output=True, text=True, timeout=BACKSTOP, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "pages written" in done.stdout
    browser.size(390)
    browser.foreign_requests()  # of the tests before
    browser.show((tmp_path / "site" / "index.html").as_uri())
    browser.wait_for_heading("Overview")
    browser.click("Ada Lund")
    browser.wait_for_heading("Ada Lund")
    browser.click("Ferry late")
    browser.wait_for_heading("Ferry late")
    browser.wait_for_charts()
    assert browser.overflowing() == []
    browser.driver.back()
    browser.wait_for_heading("Ada Lund")
    assert browser.foreign_requests() == []


def test_a_taken_port_is_told(address: str, database: Path) -> None:
    command = [*DATELINE, "app", "--port", address.rpartition(":")[2], "--db", str(database)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=BACKSTOP, check=False)
    assert done.returncode == 2
    assert "choose another with --port" in done.stderr
