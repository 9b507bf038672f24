"""What is planted can be given by a file of one's own; a wrong one is refused with its place."""

from pathlib import Path

import pytest

from seeds.sample_shop import write_shop
from seeds.sample_shop.parameters import PARAMETERS, read_parameters

TEXT = PARAMETERS.read_text()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("choices = 12", "choices = 0", "tastes.choices cannot be 0"),
        ("choices = 12", "", "choices"),
        ("choices = 12", "choices = 12\nluck = 1", "luck"),
        ("shelf = 5.0", 'shelf = "much"', "tastes.shelf cannot be 'much'"),
        ("theme_share = 0.5", "theme_share = 1.5", "reviews.theme_share cannot be 1.5"),
        ("price_answer = [0.4, 1.2, 2.4]", "price_answer = [0.4, 1.2]", "attitudes.price_answer cannot be"),
        ("coupon_share = [0.05,", "coupon_share = [1.05,", "attitudes.coupon_share cannot be 1.05"),
        ("[search]", "[serach]", "serach"),
        ("[search]", "[search", "no TOML file"),
        ("[reviews.themes.Toys]", "[reviews.themes.Toy]", "Toy"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace(old, new, 1))
    with pytest.raises(ValueError, match=message):
        read_parameters(path)


def test_a_file_of_ones_own_is_used_and_lies_beside_the_truth(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace("unfound_share = 0.08", "unfound_share = 1.0").replace('"insoles"', '"snow shoes"'))
    write_shop(tmp_path / "home", users=100, days=10, parameters=path)
    truth = tmp_path / "home" / "truth"
    assert (truth / "parameters.toml").read_text() == path.read_text()
    terms = (truth / "search_terms.csv").read_text()
    assert "snow shoes,False," in terms
    assert "insoles" not in terms
