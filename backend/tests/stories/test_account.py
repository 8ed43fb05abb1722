from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.site import running_site


@pytest.mark.slow
def test_the_life_of_an_account_goes_as_told(tmp_path: Path) -> None:
    with running_site(
        tmp_path / "local", name="story_account", first_port=18_400
    ) as site:
        told = site.tell("account.sh")

    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.endswith("The end.\n")
