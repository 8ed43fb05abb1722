"""What `make run` shows when everything is up: addresses, accounts, first steps."""

from __future__ import annotations

from rich.table import Table

from config.settings import env
from localstack.progress import console, say
from localstack.workspace import Workspace, read_json


def show(workspace: Workspace) -> None:
    """Print where the running stack is and how to try it."""
    url = read_json(workspace.run_file)["base_url"]
    posts = f"{url}/api/v1/posts/"
    pages = {
        "Posts (API)": posts,
        "API documentation": f"{url}/api/v1/docs/",
        "Admin": f"{url}/{env.env.str('ADMIN_PATH').strip('/')}/",
        "Health": f"{url}/ht/",
    }
    say(f"\nReady at {url}\n", style="bold green")
    for title, address in pages.items():
        say(f"  {title:<18} {address}")
    _show_accounts(workspace)
    say("Try first:")
    say(f"  curl '{posts}'")
    say(f"  curl -i '{posts}?page_size=2'")
    say(f"  curl -H 'Accept: application/json' '{url}/ht/'")
    say("  .venv/bin/python backend/manage.py import_markdown DIR")
    say(f"\nLogs are in {workspace.logs}. Ctrl-C stops everything.\n")


def _show_accounts(workspace: Workspace) -> None:
    table = Table(title="Demo accounts", title_justify="left")
    for heading in ("role", "e-mail", "password"):
        table.add_column(heading, overflow="fold")
    for role, account in read_json(workspace.accounts_file).items():
        table.add_row(role, account["email"], account["password"])
    console.print("", table, "")
