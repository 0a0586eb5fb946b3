import sys

import pytest
from playwright.async_api import async_playwright

from tests.browser.chromium import (
    FromDebian,
    FromPlaywright,
    Machine,
    OnPath,
    choice,
    commands,
    launch_options,
)


@pytest.mark.parametrize("system", ["debian", "ubuntu", "fedora", "darwin"])
@pytest.mark.parametrize("is_root", [True, False])
def test_a_browser_on_the_path_is_taken_wherever_it_is(system: str, is_root: bool):  # noqa: FBT001 - a fact about the machine
    machine = Machine(on_path="/usr/bin/chromium", system=system, is_root=is_root)

    assert choice(machine) == OnPath("/usr/bin/chromium")
    assert commands(choice(machine)) == []


def test_root_on_debian_takes_the_package_of_debian():
    chosen = choice(Machine(on_path=None, system="debian", is_root=True))

    assert chosen == FromDebian()
    assert commands(chosen)[-1][:2] == ["apt-get", "install"]
    assert "chromium" in commands(chosen)[-1]


def test_a_plain_user_on_debian_takes_playwrights_own():
    chosen = choice(Machine(on_path=None, system="debian", is_root=False))

    assert chosen == FromPlaywright(with_libraries=False)
    assert commands(chosen) == [[sys.executable, "-m", "playwright", "install", "chromium"]]


def test_root_on_ubuntu_takes_playwrights_own_with_its_libraries_since_the_package_is_a_snap():
    chosen = choice(Machine(on_path=None, system="ubuntu", is_root=True))

    assert chosen == FromPlaywright(with_libraries=True)
    assert commands(chosen) == [
        [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]
    ]


@pytest.mark.parametrize("system", ["fedora", "darwin", "windows"])
def test_any_other_system_takes_playwrights_own(system: str):
    assert choice(Machine(on_path=None, system=system, is_root=True)) == FromPlaywright(
        with_libraries=False
    )


async def test_the_chosen_browser_draws_a_page():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        page = await browser.new_page()
        await page.set_content("<h1>Vitrina</h1>")

        assert await page.get_by_role("heading").inner_text() == "Vitrina"
        await browser.close()
