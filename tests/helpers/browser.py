"""Headless Chromium by selenium: what a person sees and does, and what the browser asks of any network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
LEAVES_MACHINE = ("http://", "https://", "ws://", "wss://", "ftp://")
ASKING = ("Network.requestWillBeSent", "Network.webSocketCreated")
DRAWN = """
const drawn = root => root.querySelector('svg.marks, canvas.marks') !== null
    || [...root.querySelectorAll('*')].some(part => part.shadowRoot && drawn(part.shadowRoot));
return [...document.querySelectorAll('.dateline .chart')].map(drawn);
"""
OVERFLOWING = """
return [...document.querySelectorAll('.dateline *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest('.scroll') && !e.closest('.unseen')).map(e => e.outerHTML.slice(0, 100))
"""


class Browser:
    """A browser with one page, driven by what a person can see of it."""

    def __init__(self, driver: Chrome, patience: float) -> None:
        self.driver = driver
        self.patience = patience

    def show(self, address: str) -> None:
        """Open an address, and wait for its page."""
        self.driver.get(address)
        self.wait_for_heading()

    def size(self, width: int, *, is_dark: bool = False) -> None:
        """Make the window so wide, and the surroundings light or dark."""
        wanted = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", wanted)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def wait_for_heading(self, heading: str = "") -> None:
        """Wait until a page stands there whose heading holds these words."""
        self.wait(lambda driver: heading in driver.find_element(By.CSS_SELECTOR, ".dateline h1").text)
        self.wait(lambda driver: not driver.find_elements(By.CSS_SELECTOR, ".dateline[aria-busy]"))

    def wait(self, condition: Any) -> Any:
        """Wait until something holds."""
        ignored = [Exception]  # a page that is being replaced has no element for a moment
        return WebDriverWait(self.driver, self.patience, 0.1, ignored_exceptions=ignored).until(condition)

    def click(self, label: str) -> None:
        """Click the first link of this label in the page, or else in its head."""
        links = self.driver.find_elements(By.LINK_TEXT, label)
        inside = [link for link in links if link.find_elements(By.XPATH, "ancestor::main")]
        self.scroll_and_click((inside or links)[0])

    def scroll_and_click(self, element: WebElement) -> None:
        """Click an element as a person does who has scrolled to it."""
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def field(self, label: str) -> WebElement:
        """Find the field of a label."""
        found = self.driver.find_element(By.XPATH, f"//label[normalize-space()='{label}']")
        return self.driver.find_element(By.ID, found.get_attribute("for") or "")

    def text(self) -> str:
        """All that is seen of the page."""
        return self.driver.find_element(By.CSS_SELECTOR, ".dateline main").text

    def wait_for_charts(self) -> None:
        """Wait until there are charts, and all are drawn."""
        self.wait(lambda driver: (drawn := driver.execute_script(DRAWN)) and all(drawn))

    def overflowing(self) -> list[str]:
        """What stands beyond the right edge of the window, tables that scroll by themselves aside."""
        found: list[str] = self.driver.execute_script(OVERFLOWING)
        return found

    def foreign_requests(self, *origins: str) -> list[str]:
        """The addresses that the browser has asked for that lie elsewhere."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]
        asked += [event["params"]["url"] for event in events if event["method"] == "Network.webSocketCreated"]
        return [url for url in asked if url.startswith(LEAVES_MACHINE) and not url.startswith(origins or ("nowhere",))]

    def errors(self) -> list[str]:
        """What the page's scripts complained of."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]


@contextmanager
def open_browser(patience: float) -> Iterator[Browser]:
    """Start Chromium, and end it."""
    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1400,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService(DRIVER))
    try:
        yield Browser(driver, patience)
    finally:
        driver.quit()
