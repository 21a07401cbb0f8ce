"""Write lists after the columns of public data sets: ``python scripts/make_public_lists.py``.

Each has 24 invented people; who resembles a real person does so by chance. The tests read them without
any setting.
"""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "data" / "public"
COUNT = 24
GIVEN = ("Ada", "Boris", "Chloé", "Dražen", "Eluned", "Fatima", "Goran", "Hélène", "Ines", "Jörg", "Katalin", "Łucja")
FAMILY = (
    "Achterberg",
    "Brânză",
    "Castellanos",
    "Dvořáčková",
    "Eriksen",
    "Fagerström",
    "Grünwald",
    "Horváthné",
    "Iliescu",
    "Jørgensen",
)
PARTIES = ("Green Alliance", "Liberal Union", "Workers' List")
CITIES = (("Springfield", "IL", "02139"), ("Salem", "OR", "00501"), ("Dover", "DE", "19901"))
Row = Sequence[str]


def name(number: int) -> tuple[str, str]:
    """Return the names of an invented person, different for each number."""
    return GIVEN[
        number % len(GIVEN)
    ], f"{FAMILY[number % len(FAMILY)]}{'-' + FAMILY[number // 10 + 3] if number > 9 else ''}"  # noqa: PLR2004


def gender(number: int) -> str:
    """Return the gender that goes with the given name."""
    return (
        "female"
        if GIVEN[number % len(GIVEN)] in {"Ada", "Chloé", "Eluned", "Fatima", "Hélène", "Ines", "Katalin", "Łucja"}
        else "male"
    )


def day(number: int) -> str:
    """Return a birth date."""
    return f"{1945 + number * 2}-{number % 12 + 1:02}-{number % 28 + 1:02}"


def write_csv(file: str, header: Row, rows: Sequence[Row]) -> None:
    """Write a list as CSV in UTF-8."""
    with (FOLDER / file).open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([header, *rows])


def congress() -> None:
    """Write members and their district offices; the first person has two offices, the last has none."""
    header = [
        "last_name",
        "first_name",
        "middle_name",
        "suffix",
        "nickname",
        "full_name",
        "birthday",
        "gender",
        "type",
        "state",
        "district",
        "senate_class",
        "party",
        "url",
        "address",
        "phone",
        "contact_form",
        "rss_url",
        "twitter",
        "bioguide_id",
    ]
    rows, offices = [], []
    for n in range(COUNT):
        given, family = name(n)
        senator = n % 3 == 0
        house = f"{100 + n} {'Hart Senate' if senator else 'Cannon House'} Office Building Washington DC {'20510' if senator else '20515'}"
        rows.append([
            family, given, "", "", "", f"{given} {family}", day(n), gender(n)[0].upper(), "sen" if senator else "rep", CITIES[n % 3][1],
            "" if senator else str(n), "1" if senator else "", "Democrat", "", house, "202-555-0100", "", "", "", f"X{n:06}",
        ])  # fmt: skip
        city, state, code = CITIES[n % 3]
        for number in range((n == 0) + (n < COUNT - 1)):
            offices.append([  # noqa: PERF401
                f"X{n:06}", str(n), str(400000 + n), f"X{n:06}-{city.lower()}-{number}", f"{10 + n} Main Street", "Federal Building" if number else "",
                city, "", "9-5", "555-0101", state, f"Suite {n}" if n % 2 else "", code, f"{39 + n / 10:.4f}", f"{-89 - n / 10:.4f}",
            ])  # fmt: skip
    write_csv("congress-legislators.csv", header, rows)
    write_csv(
        "congress-district-offices.csv",
        [
            "bioguide",
            "thomas",
            "govtrack",
            "id",
            "address",
            "building",
            "city",
            "fax",
            "hours",
            "phone",
            "state",
            "suite",
            "zip",
            "latitude",
            "longitude",
        ],
        offices,
    )


def everypolitician() -> None:
    """Write a term; every fourth person changed the group within it, and so stands there twice."""
    header = [
        "id",
        "name",
        "sort_name",
        "email",
        "twitter",
        "facebook",
        "group",
        "group_id",
        "area_id",
        "area",
        "chamber",
        "term",
        "start_date",
        "end_date",
        "image",
        "gender",
        "wikidata",
        "wikidata_group",
        "wikidata_area",
    ]
    rows = []
    for n in range(COUNT):
        given, family = name(n)
        for turn in range(2 if n % 4 == 0 else 1):
            party = PARTIES[(n + turn) % 3]
            rows.append([
                f"uuid-{n}", f"{given} {family}", f"{family}, {given}", f"m{n}@example.org", "", "", party, party.split()[0].lower(), f"area/{n}", f"District {n}",
                "National Assembly", "12", "2023-05-01" if turn else "2021-10-01", "" if turn or n % 4 else "2023-04-30", "", gender(n), f"Q{9000 + n}", "", "",
            ])  # fmt: skip
    write_csv("everypolitician-term.csv", header, rows)


def european_parliament() -> None:
    """Write the Parliament's own list."""
    header = [
        "mep_identifier",
        "mep_honorific_prefix",
        "mep_given_name",
        "mep_family_name",
        "mep_official_given_name",
        "mep_official_family_name",
        "mep_gender",
        "mep_citizenship",
        "mep_place_of_birth",
        "mep_birthday",
        "mep_death_date",
        "mep_image",
        "mep_email",
        "mep_homepage",
        "mep_facebook",
        "mep_twitter",
        "mep_instagram",
        "mep_URI",
    ]
    rows = []
    for n in range(COUNT):
        given, family = name(n)
        rows.append([
            str(200000 + n), "MR" if gender(n) == "male" else "MS", given, family, given, family.upper(), gender(n).upper(), ("DEU", "FRA", "POL", "SWE")[n % 4], "Bonn", day(n), "",
            "", f"m{n}@example.org", "", "", "", "", f"https://data.example.org/person/{200000 + n}",
        ])  # fmt: skip
    write_csv("european-parliament-meps.csv", header, rows)


def techtothepeople() -> None:
    """Write the list with one column a committee."""
    committees = ["AFET", "DROI", "LIBE"]
    header = [
        "dxid",
        "country",
        "first_name",
        "last_name",
        "email",
        "birthdate",
        "gender",
        "eugroup",
        "party",
        "phone",
        "office",
        "committee",
        "substitute",
        "delegation",
        "twitter",
        "epid",
        "since",
    ]
    rows = []
    for n in range(COUNT):
        given, family = name(n)
        rows.append([
            f"d{n}", ("Germany", "France", "Poland", "Sweden")[n % 4], given, family, f"m{n}@example.org", day(n), gender(n)[0].upper(), "Greens/EFA", PARTIES[n % 3],
            "+32228450100", f"ASP {n:02}G100", committees[n % 3], "", "", "", str(300000 + n), "2024-07-16",
            *("Member" if n % 3 == i else "" for i in range(3)),
        ])  # fmt: skip
    write_csv("techtothepeople-meps.csv", [*header, *committees], rows)


def openaustralia() -> None:
    """Write representatives: rows of remarks, and days of one or two digits."""
    header = [
        "member count",
        "person count",
        "name",
        "Division",
        "State/Territory",
        "Date of election",
        "Type of election",
        "Date ceased to be a Member",
        "reason",
        "Most recent party",
    ]
    rows = [["# Invented members; the first rows are remarks"], ["# with commas, as people write them", " too"]]
    for n in range(COUNT):
        given, family = name(n)
        rows.append([
            str(n + 1), str(n + 1), f"{given} {family}", f"Division of {family.split('-')[0]}", ("NSW", "Vic", "Qld")[n % 3], f"{n % 28 + 1}.{n % 12 + 1}.2022" if n % 2 else f"{n % 28 + 1:02}.{n % 12 + 1:02}.2022",
            "General election", "3.5.2025" if n % 5 == 0 else "", "retired" if n % 5 == 0 else "still_in_office", PARTIES[n % 3],
        ])  # fmt: skip
    write_csv("openaustralia-representatives.csv", header, rows)


def popolo() -> None:
    """Write persons with contact details; organizations, areas and memberships stand beside them."""
    persons, memberships = [], []
    for n in range(COUNT):
        given, family = name(n)
        city = ("10557 Berlin", "01067 Dresden", "20095 Hamburg")[n % 3]
        persons.append({
            "id": f"p{n}", "name": f"{given} {family}", "family_name": family, "given_name": given, "honorific_prefix": "Dr." if n % 6 == 0 else None,
            "email": f"m{n}@example.org", "gender": gender(n), "birth_date": day(n) if n % 3 else day(n)[:4],
            "other_names": [{"name": f"{given[0]}. {family}"}], "identifiers": [{"scheme": "wikidata", "identifier": f"Q{n}"}],
            "contact_details": [
                {"label": "office", "type": "address", "value": f"Platz der Republik {n}\n{city}", "note": ""},
                {"label": "office", "type": "voice", "value": f"030 {n:04}"},
                *([{"type": "address", "value": f"Nebenstraße {n}\n{city}"}] if n == 0 else []),
            ],
        })  # fmt: skip
        for turn in range(2):
            memberships.append({  # noqa: PERF401
                "person_id": f"p{n}", "organization_id": "assembly", "on_behalf_of_id": f"party{(n + turn) % 3}", "area_id": f"a{n}", "role": "member" if turn else "candidate",
                "start_date": f"20{17 + 4 * turn}-10-01", "end_date": None if turn else "2021-09-30",
            })  # fmt: skip
    organizations = [
        {"id": "assembly", "name": "National Assembly"},
        *({"id": f"party{i}", "name": party} for i, party in enumerate(PARTIES)),
    ]
    areas = [{"id": f"a{n}", "name": f"District {n}"} for n in range(COUNT)]
    whole = {"persons": persons, "organizations": organizations, "areas": areas, "memberships": memberships}
    (FOLDER / "popolo.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


def open_states() -> None:
    """Write one file a person, with a district whose zeros a number would lose."""
    folder = FOLDER / "openstates"
    folder.mkdir(exist_ok=True)
    for n in range(COUNT):
        given, family = name(n)
        city, state, code = CITIES[n % 3]
        lines = [
            f"id: ocd-person/{n:04}", f"name: {given} {family}", f"given_name: {given}", f"family_name: {family}", f"gender: {gender(n).title()}",
            f"email: m{n}@example.org", f"birth_date: {day(n)}", "party:", f"- name: {PARTIES[n % 3]}", "  end_date: 2019-12-31", f"- name: {PARTIES[(n + 1) % 3]}",
            "roles:", "- start_date: 2017-01-01", "  end_date: 2020-12-31", "  type: lower", f"  jurisdiction: ocd-jurisdiction/country:us/state:{state.lower()}/government", "  district: 99",
            "- start_date: 2021-01-01", "  type: upper", f"  jurisdiction: ocd-jurisdiction/country:us/state:{state.lower()}/government", f"  district: 0{n}",
            "offices:", "- classification: district", f"  address: {n + 1} Elm Street; {city}, {state} {code}", "  voice: 555-0102",
            "- classification: capitol", f"  address: State Capitol, Room {n}; {city}, {state} {code}", "  voice: 555-0103",
            "other_names:", f"- name: {given[0]}. {family}", "sources:", "- url: https://example.org",
        ]  # fmt: skip
        (folder / f"{n:02}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def prisoners() -> None:
    """Write a public register, and a list as a support group keeps it."""
    rows, kept = [], []
    for n in range(COUNT):
        given, family = name(n)
        born = (day(n), day(n)[:7], day(n)[:4])[n % 3]
        died = "2021-05" if n == 3 else ""  # noqa: PLR2004
        rows.append(
            [
                f"{given} {family}",
                gender(n).title(),
                born,
                died,
                "Colony No. 4",
                ("life", "detention", "unknown", "7 years")[n % 4],
                "https://example.org",
            ]
        )
        letters = "no" if n == 5 else "yes"  # noqa: PLR2004
        kept.append([
            f"{given} {family}", born, "Colony No. 4", f"Colony No. 4\n{n} Factory Street\n220035 Minsk\nBelarus", "Article 342", f"{n % 9 + 1} years", "2021-03-01", "2030-03-01" if n % 2 else "",
            letters, "chess, astronomy", "2026-01-10" if n % 4 == 0 else "", str(n % 12 + 1),
        ])  # fmt: skip
    write_csv(
        "prisoners-register.csv",
        ["Name", "Gender", "Date of Birth", "Date of Death", "Place", "Sentence", "Source"],
        rows,
    )
    write_csv(
        "prisoners-support-group.csv",
        [
            "Name",
            "Birth date",
            "Facility",
            "Address for letters",
            "Charge",
            "Sentence",
            "Date of arrest",
            "Release date",
            "Can receive letters",
            "Interests",
            "Last letter sent",
            "Birthday month",
        ],
        kept,
    )


MAKERS: Sequence[Callable[[], None]] = (
    congress, everypolitician, european_parliament, techtothepeople, openaustralia, popolo, open_states, prisoners,
)  # fmt: skip


def main() -> None:
    """Write all lists."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for make in MAKERS:
        make()
        print(make.__doc__)


if __name__ == "__main__":
    main()
