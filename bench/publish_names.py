"""How many private names the release rules find in English sentences, and how many known names they leave alone.

    python -m bench publish_names

The sentences are invented; names in braces are private, those in angle brackets must stay. Exits with 1 where fewer
than nine in ten private names are found.
"""

import re

from trucewatch.model import Actor, Place, Setting
from trucewatch.publish.release.persons import Persons

SENTENCES = """
{Ahmad Khalil}, a baker in <Douma>, said that shells fell near the oven.
Resident {Umm Yusuf} told the agency that her son {Khaled al-Hassan} was hurt.
Dr. {Hani Barakat} treated the wounded until the evening, {Barakat} said.
Captain {Mustafa Nasser} of the <Northern Brigade> denied it.
A driver named {Ziad} brought the wounded to <Idlib>.
<Foreign Minister Sergei Orlov> said that the areas would be safe.
According to {Leila Mansour}, who lost two brothers, nobody came.
The <Northern Brigade> said that {Abu Omar} was among the dead.
{Samir Qabbani} (34) has run the clinic since the winter.
Neighbours of {Fatima Darwish} saw the aircraft.
“We had no warning,” said {Nour Shahin}.
{Tariq} and his cousin {Walid Sabbagh} fled to <Idlib>.
Activist {Rima al-Jundi} filmed the convoy near <Tell Amara>.
The body of {Hassan Ibrahim} was found on Monday.
The teacher, {Salma Khoury}, said that the school was empty.
Photographer {Anas Rifai} was hurt in <Douma>.
{John Carter}, a volunteer from Leeds, was detained.
{Maria Petrova} of the relief team said that the road was shut.
His father {Jamil Hamdan} owns a shop there.
Paramedic {Bilal Osman} was killed in a second strike.
{Yasmin Tahhan}, 9, and {Omar Tahhan}, 6, were taken to a hospital.
The commander, {Abdul Karim Saleh}, could not be reached.
""".strip().splitlines()


def main() -> int:
    actors = (Actor(id="nb", name="Northern Brigade", kind="armed_group"),)
    places = tuple(
        Place(id=n.lower(), name=n, lat=35, lon=36, radius_km=2, kind="town") for n in ("Douma", "Idlib", "Tell Amara")
    )
    persons = Persons(Setting(id="x", title="x", timezone="UTC", actors=actors, places=places))
    found = private = kept = known = 0
    for marked in SENTENCES:
        text = re.sub(r"[{}<>]", "", marked)
        spans = persons.spans(text)
        for name in re.findall(r"{([^}]+)}", marked):
            at = [m.span() for m in re.finditer(re.escape(name), text)]
            private += 1
            hit = any(a <= start and end <= b for start, end in at for a, b in spans)
            found += hit
            if not hit:
                print(f"missed: {name!r} in {text!r}")
        for name in re.findall(r"<([^>]+)>", marked):
            known += 1
            start = text.index(name)
            kept += not any(a < start + len(name) and start < b for a, b in spans)
    print(f"private names found: {found} of {private}; known names left alone: {kept} of {known}")
    return int(found < 0.9 * private)


if __name__ == "__main__":
    raise SystemExit(main())
