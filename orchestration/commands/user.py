"""python -m orchestration.commands.user <user id>: one page about a user, in plain words, from the published file.

Who it is, how they are tagged and buy, what they like and are worth, what was sent, what they left and why, what is
recommended and why, and what is planned for tomorrow. The page names the user by a keyed hash alone; no other user is
on it.
"""

import argparse

import duckdb

from ingest.books.erased_ids import clean_id, hash_id
from ingest.home import Home
from orchestration.commands.errors import run_plainly
from orchestration.commands.user_words import describe_user
from orchestration.settings import read_hash_key, read_home
from orchestration.warehouse.user_page import read_user_page

NOT_PUBLISHED = "Nothing was published yet: run `make daily`, or `make run` for the sample shop."


def main() -> int:
    parser = argparse.ArgumentParser(description="Print what is known of one user.")
    parser.add_argument("user_id", help="the user's id, as users.user_facts writes it")
    return print_user(read_home(), parser.parse_args().user_id)


def print_user(home: Home, text: str) -> int:
    """Print the page of the user whose id is `text`; return 0, or 1 after a sentence where there is none."""
    if not home.published.exists():
        print(NOT_PUBLISHED)
        return 1
    user_id = clean_id(text)
    with duckdb.connect(home.published, read_only=True) as published:
        if not published.execute("SELECT 1 FROM ops.run_facts").fetchall():
            print(NOT_PUBLISHED)
            return 1
        try:
            page = read_user_page(published, user_id)
        except (duckdb.CatalogException, duckdb.BinderException):
            print("The published file is of an earlier version and lacks something: run `make daily`, then ask again.")
            return 1
    if page is None:
        print("Nobody with this id is in the published file: give an id as users.user_facts writes it.")
        return 1
    key = read_hash_key()
    name = f"The user with the hash {hash_id(key, user_id)[:12]}" if key else "The user"
    print(f"{name}, as of the end of {page.facts['as_of_date']}")
    for title, lines in describe_user(page):
        print(f"\n{title}")
        for line in lines or ["nothing known"]:
            print(f"  {line}")
    return 0


if __name__ == "__main__":
    run_plainly(main)
