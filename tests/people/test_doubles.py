"""The same person twice is found, however the name is spelled, and different people are left alone."""

import random
from collections.abc import Callable

import pytest

from outreach.model import Row, Table
from outreach.people.doubles import spelling
from outreach.people.recipients import Reading, recipients_from

# Usual names of many countries, as they stand in lists; every combination is an invented person.
STOCK = {
    "DE": ("Anna Hans-Peter Jörg Sabine Ulrike Wolfgang Jürgen Petra Katrin Matthias Christine Christian Martina Martin Claudia Thomas Stefan Stefanie",
           "Müller Schmidt Schneider Fischer Weber Meyer Wagner Schulz Hoffmann Schäfer Bauer Koch Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Krüger Hofmann Hartmann Lange Krause Lehmann Köhler Maier Mayer Herrmann König"),
    "US": ("John Mary Robert Patricia Jennifer Michael Linda William Elizabeth David Barbara Richard Susan Joseph Jessica Jon Marie Eric Erica",
           "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Wilson Anderson Thomas Taylor Moore Jackson Lee Thompson White Harris Clark Lewis Walker Allen Young Green Adams Nelson"),
    "FR": ("Jean Marie Pierre Nathalie Michel Isabelle Alain Sylvie Philippe Catherine François Françoise Daniel Danielle Frédéric Frédérique",
           "Martin Bernard Dubois Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier"),
    "ES": ("Antonio María José Carmen Manuel Ana Francisco Laura Javier Isabel Miguel Mario Marta Daniel Daniela Julio Julia",
           "García González Rodríguez Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina"),
    "IT": ("Giuseppe Maria Giovanni Anna Antonio Francesca Mario Laura Luigi Sara Paolo Paola Carlo Carla Marco Giulia Giulio",
           "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De-Luca Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone"),
    "PL": ("Jan Janina Anna Piotr Krzysztof Maria Andrzej Katarzyna Tomasz Małgorzata Paweł Agnieszka Marcin Barbara Michał",
           "Nowak Kowalski Kowalska Wiśniewski Wiśniewska Wójcik Kowalczyk Kamiński Kamińska Lewandowski Lewandowska Zieliński Zielińska Szymański Szymańska Woźniak Dąbrowski Dąbrowska Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król"),
    "CZ": ("Jan Jana Petr Petra Jiří Jiřina Josef Marie Pavel Pavla Martin Hana Tomáš Eva",
           "Novák Nováková Svoboda Svobodová Novotný Novotná Dvořák Dvořáková Černý Černá Procházka Kučera Veselý Horák Němec Pokorný Marek Pospíšil Hájek Jelínek Král Růžička Beneš Fiala Sedláček Doležal Zeman Kolář Navrátil Čermák"),
    "RU": ("Александр Александра Сергей Елена Дмитрий Ольга Андрей Наталья Алексей Анна Евгений Евгения Юлия Фёдор Михаил Жанна Хасан Цветана",
           "Иванов Иванова Смирнов Смирнова Кузнецов Кузнецова Попов Попова Васильев Васильева Петров Петрова Соколов Соколова Михайлов Михайлова Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Щербаков Чайковский Кагарлицкий Жуков Хабаров Цветков Шульгина"),
    "UA": ("Олександр Олена Сергій Оксана Андрій Наталія Юрій Ірина Микола Ганна Володимир Людмила Євген Юлія",
           "Шевченко Коваленко Бондаренко Ткаченко Кравченко Олійник Шевчук Коваль Поліщук Бондар Мельник Марченко Лисенко Руденко Савченко Петренко Мороз Клименко Харченко Яценко Гриценко Жук Чорновол Щербак"),
    "GR": ("Γιώργος Μαρία Γιάννης Ελένη Κώστας Κατερίνα Δημήτρης Βασιλική Νίκος Σοφία",
           "Παπαδόπουλος Παπαδοπούλου Βλάχος Αγγελόπουλος Νικολάου Γεωργίου Δημητρίου Οικονόμου Κωνσταντίνου Παπαγεωργίου Χατζής Μακρής"),
    "NO": ("Jan Per Bjørn Ole Lars Kari Anne Inger Ingrid Liv Tove Åse Knut Kjell", "Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen Halvorsen"),
    "SE": ("Erik Lars Karl Anders Johan Maria Anna Margareta Elisabeth Eva Kristina Birgitta", "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson Lindström Lindgren"),
    "PT": ("José Maria António Ana João Manuela Francisco Joana Luís Luísa", "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Jesus Sousa Fernandes Gonçalves Gomes Lopes Marques Alves Almeida Ribeiro Pinto Carvalho"),
    "TR": ("Mehmet Mustafa Fatma Ayşe Ahmet Emine Ali Hatice Hüseyin Zeynep", "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara"),
}  # fmt: skip
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"
SCHEMES = {
    "English": [
        "a", "b", "v", "g", "d", "e", "yo", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "i", "yi", "ye", "g",
    ],
    "German": [
        "a", "b", "w", "g", "d", "e", "jo", "sch", "s", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "ch", "z", "tsch", "sch", "schtsch", "", "y", "", "e", "ju", "ja", "i", "ji", "je", "g",
    ],
    "scholarly": [
        "a", "b", "v", "g", "d", "e", "ë", "ž", "z", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "ch", "c", "č", "š", "šč", "", "y", "", "ė", "ju", "ja", "i", "ji", "je", "g",
    ],
    "passport": [
        "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "", "e", "iu", "ia", "i", "i", "ie", "g",
    ],
}  # fmt: skip
GREEK = dict(zip(
    "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώ",
    [
        "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "t", "y", "f",
        "ch", "ps", "o", "s", "a", "e", "i", "i", "o", "y", "o",
    ],
    strict=True,
))  # fmt: skip


def transliterated(name: str, chance: random.Random) -> str:
    """Return a Cyrillic or Greek name in one of the usual spellings in Latin letters."""
    scheme = dict(zip(CYRILLIC, chance.choice(list(SCHEMES.values())), strict=True)) | GREEK
    latin = "".join(scheme.get(character, character) for character in name.lower().replace("ου", "ou"))
    return " ".join(word.capitalize() for word in latin.split())


def mistyped(name: str, chance: random.Random) -> str:
    """Return a name with one letter too many, too few, wrong, or two letters swapped, in its longest part."""
    words = name.split()
    longest = max(range(len(words)), key=lambda i: len(words[i]))
    word = words[longest]
    i = chance.randrange(1, len(word) - 1)
    words[longest] = chance.choice(
        [
            word[:i] + word[i + 1 :],
            word[:i] + word[i] + word[i:],
            word[:i] + "n" + word[i + 1 :],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        ]
    )
    return " ".join(words)


def swapped(name: str, _chance: random.Random) -> str:
    """Return a name with the surname in front, as in “Meyer, Anna”."""
    given, family = name.split(" ", 1)
    return f"{family}, {given}"


def crowd(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """Return `count` different people, as name and country."""
    everybody = [
        (f"{g} {f}", land) for land, (given, family) in STOCK.items() for g in given.split() for f in family.split()
    ]
    return chance.sample(everybody, count)


def planted(seed: int) -> tuple[list[tuple[str, str]], dict[int, int]]:
    """Return 2,000 rows, and which of them is the double of which (both by index)."""
    chance = random.Random(seed)  # noqa: S311 — people for a test
    people = crowd(chance, 1960)
    foreign = [i for i, (_, land) in enumerate(people) if land in ("RU", "UA", "GR")]
    others = [i for i in range(len(people)) if i not in foreign]
    ways: list[tuple[Callable[[str, random.Random], str], list[int]]] = [
        (transliterated, chance.sample(foreign, 14)), (mistyped, chance.sample(others, 13)), (swapped, chance.sample(foreign + others, 13)),
    ]  # fmt: skip
    doubles = [(i, way(people[i][0], chance)) for way, chosen in ways for i in chosen]
    rows = [*people, *((name, people[i][1]) for i, name in doubles)]
    order = list(range(len(rows)))
    chance.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    return [rows[i] for i in order], {place[1960 + k]: place[i] for k, (i, _) in enumerate(doubles)}


def listed(rows: list[tuple[str, str]]) -> Table:
    headers = ("id", "name", "address", "country")
    cells = (
        dict(zip(headers, (f"p{i}", name, f"Street {i}; Town", land), strict=True))
        for i, (name, land) in enumerate(rows)
    )
    return Table("list.csv", headers, tuple(Row("list.csv", i, one) for i, one in enumerate(cells, 2)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_forty_doubles_among_two_thousand_people_hardly_one_is_missed(seed: int) -> None:
    rows, doubles = planted(seed)

    result = recipients_from(listed(rows), {})

    reported = {problem.row - 2 for problem in result.problems}
    expected = {max(pair) for pair in doubles.items()}
    assert len(reported & expected) >= 38
    assert len(reported - expected) <= 5


HEADERS = ("id", "name", "birth_date", "gender", "address", "country", "same_as")


def reading(*people: tuple[str, ...]) -> Reading:
    """Return what becomes of a list of names, each with what more the row says."""
    rows = []
    for number, person in enumerate(people, 1):
        name, born, gender, same_as = (*person, *[""] * (4 - len(person)))
        cells = (f"p{number}", name, born, gender, "Street 1; Town", "DE", same_as)
        rows.append(Row("list.csv", number + 1, dict(zip(HEADERS, cells, strict=True))))
    return recipients_from(Table("list.csv", HEADERS, tuple(rows)), {})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Юлия Навальная", "Julija Nawalnaja"), ("Борис Кагарлицкий", "Boris Kagarlitsky"), ("Boris Kagarlitsky", "Kagarlizki, Boris"),
        ("Фёдор Щербаков", "Fyodor Shcherbakov"), ("Євген Харченко", "Yevhen Kharchenko"), ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("محمد علي", "Mohamed Ali"), ("نرگس محمدی", "Narges Mohammadi"), ("नरेन्द्र शर्मा", "Narendra Sharma"), ("Đorđe Petrović", "Ђорђе Петровић"),
        ("Jürgen Müller", "Juergen Mueller"), ("Łukasz Żółkiewski", "Lukasz Zolkiewski"), ("Anna-Lena Weiß", "Anna Lena Weiss"),
        ("Anna Meyer", "Meyer Anna"), ("Dr. Anna Meyer", "Anna Meyer"), ("Wolfgang Schneider", "Wolfgang Schnieder"),
        ("Katarzyna Wójcik", "Katarzyna Wojcik"), ("JOSÉ GARCÍA", "Jose Garcia"),
    ],
)  # fmt: skip
def test_one_person_is_found_in_another_script_order_or_spelling(first: str, second: str) -> None:
    (problem,) = reading((first,), (second,)).problems

    assert (problem.row, problem.column) == (3, "name")
    assert "in row 2" in problem.message
    assert "same_as" in problem.remedy


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Jan Novák",), ("Jana Nováková",)), (("Mario Rossi",), ("Maria Rossi",)), (("Ivan Petrov",), ("Иван Петрова",)),
        (("Anna Meyer", "1970-01-01"), ("Anna Meyer", "1980-01-01")), (("Kim Lee", "", "f"), ("Kim Lee", "", "m")),
        (("Family 1",), ("Family 2",)), (("Anna Berg-K", "1970-01-01"), ("Anna Berg-L", "1970-01-01")), (("Peter Wolf",), ("Petra Wolf",)), (("Jan Nowak", "1970"), ("Jan Nowak", "1971-02-03")),
    ],
)  # fmt: skip
def test_two_people_are_not_taken_for_one(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert len(reading(first, second).recipients) == 2


def test_two_names_that_many_people_have_are_two_names() -> None:
    people = [("Lars Jonsson",), ("Lars Jönsson",), ("Eva Jonsson",), ("Per Jönsson",)]

    assert reading(*people).problems == ()


def test_the_names_of_those_who_are_nobody_else_count_as_names_that_many_people_have() -> None:
    alone = [("Eva Jonsson", "", "", "no"), ("Per Jönsson", "", "", "no")]

    assert reading(("Lars Jonsson",), ("Lars Jönsson",), *alone).problems == ()


def test_whoever_is_nobody_else_is_not_taken_for_a_later_row_either() -> None:
    assert len(reading(("Anna Meyer", "", "", "no"), ("Anna Meier",)).recipients) == 2


def test_another_surname_is_told_where_the_day_of_birth_is_the_same() -> None:
    assert reading(("Anna Meyer", "1970-05-01"), ("Anna Meyer-Schultheiß", "1970-05-01")).problems


@pytest.mark.parametrize(
    ("said", "recipients", "problems"),
    [
        ("", 1, 1), ("p1", 1, 0), ("Anna Meyer", 1, 0), ("no", 2, 0), ("nein", 2, 0), ("not p1", 2, 0), ("nicht Anna Meyer", 2, 0),
        ("not p7", 1, 1), ("p9", 1, 1), ("p2", 1, 1),
    ],
)  # fmt: skip
def test_a_double_is_settled_by_what_its_row_says(said: str, recipients: int, problems: int) -> None:
    result = reading(("Anna Meyer",), ("Anna Meier", "", "", said))

    assert (len(result.recipients), len(result.problems)) == (recipients, problems)
    assert len(result.recipients) + len(result.held) == 2


def test_who_is_settled_as_one_is_known_by_the_ids_of_both_rows() -> None:
    (anna,) = reading(("Anna Meyer",), ("Someone Else", "", "", "p1")).recipients

    assert "p2" in anna.aliases


def test_a_row_may_name_a_row_that_names_a_third() -> None:
    (anna,) = reading(("Anna Meyer",), ("B Else", "", "", "p1"), ("C Other", "", "", "p2")).recipients

    assert {"p2", "p3"} <= set(anna.aliases)


def test_two_rows_that_name_each_other_are_told() -> None:
    result = reading(("A Else", "", "", "p2"), ("B Other", "", "", "p1"))

    assert not result.recipients
    assert [problem.column for problem in result.problems] == ["same_as", "same_as"]


def test_the_title_and_the_sound_of_a_name_are_set_apart_from_its_letters() -> None:
    assert spelling("Prof. Dr. Юлия").parts == (spelling("Юлия")).parts
    assert spelling("Julia").parts[0].sound == spelling("Юлия").parts[0].sound
