"""The workbench: where people look, decide and publish, in a browser; and the HTTP API. One process, nothing fetched.

    app.py       puts one server together      desk.py      what a server holds: watches, pictures, people
    clocks.py    "as true on", "as known on"   pictures.py  views of a watch, kept and renewed in the background
    people/      who may do what               security.py  what guards every request
    frame.py     what every screen shares      screens/     one module a screen
    widgets/     small parts of screens        api/         the same over HTTP

It needs the extra `workbench`; nothing else of Trucewatch imports it.
"""
