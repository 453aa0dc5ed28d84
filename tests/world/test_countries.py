from trucewatch.world import World, countries_in
from trucewatch.world.countries import countries, country_named


def test_every_country_has_a_sound_code_and_point() -> None:
    assert len(countries()) > 240
    for code, country in countries().items():
        assert len(code) == 2
        assert code.isupper()
        assert country.name
        if country.lat is not None:
            assert -90 <= country.lat <= 90
            assert country.radius_km is not None
            assert country.radius_km > 0


def test_names_adjectives_and_their_spellings() -> None:
    for name in ("Syria", "SYRIAN ARAB REPUBLIC", "سوريا"):
        country = country_named(name)
        assert country is not None
        assert country.code == "SY"
    assert country_named("Syrian") is None
    adjective = country_named("Syrian", adjectives=True)
    assert adjective is not None
    assert adjective.code == "SY"
    assert country_named("Norway") is not None
    assert country_named("Atlantis") is None


def test_countries_of_a_text_in_order_of_weight() -> None:
    text = "Ukraine and Russia met. Ukrainian troops stayed; Kyiv said that Russian guns did too. Poland was told."
    assert countries_in(text) == ("UA", "RU", "PL")
    assert World.countries_in(text) == countries_in(text)


def test_other_scripts_and_cases() -> None:
    assert countries_in("Переговоры Украины с Россией; украинские войска") == ("UA", "RU")
    assert countries_in("في السودان قال الجيش السوداني إن") == ("SD",)
    assert countries_in("من عمان") == ("OM",)


def test_words_that_several_countries_share_count_for_none() -> None:
    assert countries_in("The Congolese army and a Dominican priest") == ("DO",)
    assert countries_in("we told us, and a turkey ran") == ()
    assert countries_in("") == ()
