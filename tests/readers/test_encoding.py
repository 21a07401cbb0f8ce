"""The encoding of a list is found out by its words; where two are about as likely, nobody guesses."""

import tomllib
from itertools import product

import pytest
from conftest import ROOT

from outreach.readers.encoding import decode
from outreach.readers.errors import UnreadableError
from outreach.readers.likely_encoding import ENCODINGS

NAMES = tomllib.loads((ROOT / "tests" / "data" / "names.toml").read_text(encoding="utf-8"))
TRIED = [(language, encoding) for language, facts in NAMES.items() for encoding in facts["encodings"]]
COUNT = 300


def fits(text: str, encoding: str) -> bool:
    try:
        return bool(text.encode(encoding))
    except UnicodeEncodeError:
        return False


def names(language: str, encoding: str) -> list[str]:
    """Return 300 names of a language that the encoding can hold."""
    given, family = ([one for one in NAMES[language][key] if fits(one, encoding)] for key in ("given", "family"))
    every = [f"{one};{other}" for one, other in product(given, family)]
    return (every * (COUNT // len(every) + 1))[:COUNT]


def outcome(text: str, encoding: str) -> str:
    try:
        read, note = decode(text.encode(encoding), "list.csv")
    except UnreadableError as error:
        return "told" if "its encoding is not clear: “" in error.problem.message else error.problem.message
    return "right" if read == text else f"wrong: {note}"


@pytest.mark.parametrize(("language", "encoding"), TRIED)
def test_a_list_of_names_is_read_right_or_refused_with_both_guesses(language: str, encoding: str) -> None:
    text = "\n".join(["name;surname", *names(language, encoding), ""])

    assert outcome(text, encoding) in {"right", "told"}


def test_most_languages_are_read_right_in_most_of_their_encodings() -> None:
    told = [one for one in TRIED if outcome("\n".join(["a;b", *names(*one)]), one[1]) == "told"]

    assert len(told) <= len(TRIED) // 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("language", NAMES)
def test_unicode_holds_every_language(language: str, encoding: str) -> None:
    text = "\n".join(names(language, "utf-8"))

    assert outcome(text, encoding) == "right"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "João Conceição;Žižek;Šimon;Kažimir"),
        ("cp1252", "Søren Ærø;Šarka;Žiga;Œuvre"),
        ("cp1252", "Thorbjørn;Håkan;Estêvão;Štefan;Žukas"),
        ("cp1252", "Gonçalves;Magalhães;Guimarães;Škoda"),
        ("cp1252", "Düsseldorf;Mølgaard;Rønne;Žilina;Simões"),
    ],
)
def test_letters_that_two_encodings_have_in_the_same_place_decide_nothing(encoding: str, words: str) -> None:
    assert outcome(f"name;city\n{words}\n", encoding) == "right"


@pytest.mark.parametrize("sign", ["©", "®", "§", "°", "€"])
@pytest.mark.parametrize("names", ["Jörg Müller;Köln", "Hélène Façon;Orléans", "José Núñez;Málaga"])
def test_one_sign_does_not_decide_a_file(names: str, sign: str) -> None:
    assert outcome(f"name;city\n{names}\n{sign} 2026;Bonn\n", "cp1252") == "right"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1253", "Γιώργος Παπαδόπουλος"), ("cp1256", "محمد الخطيب"), ("cp1254", "Şükrü Yılmaz"), ("cp1257", "Žydrūnė Kazlauskaitė"),
        ("koi8-r", "Борис Незнамов"), ("mac_roman", "Jürgen Großmann"), ("cp850", "Käthe Schröder"), ("cp866", "Анна Смирнова"),
        ("cp1250", "Łukasz Dąbrowski"), ("iso8859-2", "Šárka Dvořáčková"),
    ],
)  # fmt: skip
def test_a_few_rows_are_enough(encoding: str, name: str) -> None:
    assert outcome(f"name;city\n{name};Bonn\n{name};Rom\n", encoding) == "right"


def test_what_is_not_clear_names_both_guesses_and_the_way_out() -> None:
    with pytest.raises(UnreadableError) as refusal:
        decode("name;city\nKateřina;Bonn\n".encode("cp1250"), "mps.csv")

    problem = refusal.value.problem
    assert problem.message.count("“") == 2
    assert "“Kateřina” in Windows-1250" in problem.message
    assert '[reading."mps.csv"]' in problem.remedy
    assert "encoding = " in problem.remedy


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp874", "สมชาย ใจดี กรุงเทพ เชียงใหม่"),
        ("shift_jis", "山田 太郎 東京都 千代田区 鈴木 花子"),
        ("gb18030", "北京市 海淀区 王小明 李华 张伟 上海"),
        ("big5", "臺北市 中正區 王小明 陳美玲 林志豪"),
        ("euc_kr", "서울특별시 김철수 이영희 부산광역시 박민수"),
    ],
)
def test_a_language_that_the_tool_does_not_know_is_told(encoding: str, words: str) -> None:
    text = "name;city\n" + "\n".join(f"{word};{word}" for word in words.split()) + "\n"

    assert outcome(text, encoding) == "told"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_that_is_guessed_can_be_set(encoding: str) -> None:
    assert decode(b"name", "list.csv", encoding)[0] == "name"
