"""The key of draws is made once, whatever from, so that nobody is drawn anew."""

import stat

import pytest

from orchestration.outbound.draw_key import DrawKeyError, read_draw_key

NAME = "CARTOGRAPH_HASH_KEY"


@pytest.mark.parametrize(("first", "then"), [(None, "a secret"), ("a secret", None), ("a secret", "another secret")])
def test_the_key_is_kept_on_first_use_and_is_for_its_owner(home, monkeypatch, first, then):
    def set_key(value: str | None) -> None:
        monkeypatch.setenv(NAME, value) if value else monkeypatch.delenv(NAME, raising=False)

    set_key(first)
    key = read_draw_key(home)
    assert len(key) == 32
    assert stat.S_IMODE(home.draw_key.stat().st_mode) == 0o600
    set_key(then)
    assert read_draw_key(home) == key
    home.draw_key.unlink()
    assert read_draw_key(home) != key


def test_a_home_with_a_hash_key_makes_the_same_key_again(home, monkeypatch):
    monkeypatch.setenv(NAME, "a secret")
    key = read_draw_key(home)
    home.draw_key.unlink()
    assert read_draw_key(home) == key


@pytest.mark.parametrize("text", ["", "zz", "ab" * 31])
def test_a_damaged_key_gets_one_sentence(home, text):
    home.draw_key.write_text(text)
    with pytest.raises(DrawKeyError, match="draw_key is damaged, no 64 hexadecimal digits: put it back from a backup"):
        read_draw_key(home)
