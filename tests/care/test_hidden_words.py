"""Words that hide are found, and plain writing that looks like it is let through."""

import pytest

from outreach.care.hidden_words import hidden_words


@pytest.mark.parametrize(
    ("text", "how", "plain"),
    [
        ("из-за этой в о й н ы", "with its letters apart", "войны"),
        ("из-за этой в.о.й.н.ы", "with its letters apart", "войны"),
        ("из-за этой в-о-й-н-ы", "with its letters apart", "войны"),
        ("из-за этой в_о_й_н_ы", "with its letters apart", "войны"),
        ("из-за этой с у к и", "with its letters apart", "суки"),
        ("эта вой\u200bна", "with an unseen sign inside", "война"),
        ("эта вой\u2060на", "with an unseen sign inside", "война"),
        ("эта в0йна", "with digits for letters", "война"),
        ("эта в**на", "with signs for letters", "война"),
        ("эта вой!на", "with signs for letters", "война"),
        ("погода х*евая", "with signs for letters", "хуе"),
        ("эта вой-на", "with a hyphen inside", "война"),
        ("эта вооойна", "with a letter drawn out", "война"),
        ("эта войнааа", "with a letter drawn out", "война"),
        ("эта в\u0336о\u0336й\u0336н\u0336а\u0336", "under added marks", "война"),
        ("эта 𝐰𝐚𝐫", "in letters drawn otherwise", "war"),
    ],
)
def test_a_hidden_word_is_found_and_read(text: str, how: str, plain: str) -> None:
    assert [(one.how, one.plain, one.sure) for one in hidden_words(text, "ru")][-1] == (how, plain, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("А я и в дождь гуляю, а ты?", "ru"),
        ("А. П. Чехов и Дж. Р. Р. Толкин", "ru"),
        ("и т. д. и т. п., в т. ч. летом", "ru"),
        ("Ммм, ооо, а-а-а, у-у-у, ну-у", "ru"),
        ("XIII век и длинношеее животное", "ru"),
        ("формула H2O, CO2, модель A320, 5кг и 12х15", "ru"),
        ("почта и кто-то, кое-где, из-за, вице-чемпион", "ru"),
        ("за\u0301мок и замо\u0301к", "ru"),
        ("R&B, rock+pop, AT&T, What?Then", "en"),
        ("Kolleg*innen und Freund_innen in der Schifffahrt", "de"),
        ("السيدة \u2068Kim Lee\u2069 و\u2068Anna\u2069", "ar"),
        ("क्\u200dष", "hi"),
    ],
)
def test_plain_writing_hides_nothing(text: str, language: str) -> None:
    assert hidden_words(text, language) == ()


def test_a_vowel_drawn_out_in_joy_is_told_and_not_stopped() -> None:
    [one] = hidden_words("Как я рада, урааа!", "ru")
    assert (one.how, one.sure) == ("with a letter drawn out", False)
