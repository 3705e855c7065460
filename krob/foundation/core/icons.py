"""The drawings of the project: one line weight, 24 units square, drawn in the current colour."""

ICONS: dict[str, str] = {
    "arrow": '<path d="M4.5 12h15M13.5 6l6 6-6 6"/>',
    "back": '<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>',
    "bag": '<path d="M5 8.5h14l1 12H4Z"/><path d="M8.5 11V7a3.5 3.5 0 0 1 7 0v4"/>',
    "bed": (
        '<path d="M3 19V6M3 16h18v3M21 16v-3.5a3 3 0 0 0-3-3h-7V16"/>'
        '<circle cx="7" cy="11.5" r="2"/>'
    ),
    "bell": '<path d="M6 16.5v-6a6 6 0 0 1 12 0v6l2 2H4Z"/><path d="M10 21h4"/>',
    "bin": '<path d="M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13.5h9l1-13.5M10.5 11v5.5M13.5 11v5.5"/>',
    "bowl": (
        '<path d="M3 11.5h18c0 5-3.5 8.5-9 8.5s-9-3.5-9-8.5Z"/>'
        '<path d="M8 8c-1-1.5 1-2 0-4M12 8c-1-1.5 1-2 0-4M16 8c-1-1.5 1-2 0-4"/>'
    ),
    "building": '<path d="M5 21V4h9v17M14 9.5h5.5V21M3 21h18M8 8h3M8 12h3M8 16h3"/>',
    "calendar": '<path d="M4 6h16v14.5H4Z"/><path d="M4 10.5h16M8.5 3.5V8M15.5 3.5V8"/>',
    "card": '<path d="M3 6.5h18v11H3Z"/><path d="M3 10.5h18M6.5 14.5h4"/>',
    "cart": (
        '<path d="M3 4.5h2.5l2.5 11h10l2-8H6.2"/>'
        '<circle cx="9" cy="19.5" r="1.3"/>'
        '<circle cx="17" cy="19.5" r="1.3"/>'
    ),
    "chat": '<path d="M4 5h16v11.5H11L6.5 20.5v-4H4Z"/>',
    "clinic": '<path d="M4 4.5h16v16H4Z"/><path d="M12 8.5v8M8 12.5h8"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.4 2"/>',
    "doc": '<path d="M6 3h8l4.5 4.5V21H6Z"/><path d="M14 3v5h4.5M9 12.5h6.5M9 16h6.5"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "download": '<path d="M12 4.5V16M7.5 11.5 12 16l4.5-4.5M4 15.5V20h16v-4.5"/>',
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/>'
        '<circle cx="12" cy="12" r="3"/>'
    ),
    "factory": '<path d="M3 20.5V10l5.5 3.5V10l5.5 3.5V4.5h4.5v16Z"/><path d="M7 17h2M13 17h2"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "link": (
        '<path d="M9.5 14.5 14.5 9.5M8 11l-3 3a3.5 3.5 0 0 0 5 5l3-3M16 13l3-3a3.5 3.5 0 0 '
        '0-5-5l-3 3"/>'
    ),
    "lock": '<path d="M5.5 10.5h13v10h-13Z"/><path d="M8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3"/>',
    "map": (
        '<path d="m3 6 6-2.5 6 2.5 6-2.5V18l-6 2.5-6-2.5-6 2.5Z"/><path d="M9 3.5V18M15 6v14.5"/>'
    ),
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "no": '<circle cx="12" cy="12" r="9"/><path d="m8.7 8.7 6.6 6.6M15.3 8.7l-6.6 6.6"/>',
    "offline": (
        '<path d="M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.4M19 12a10 10 0 0 '
        '0-6-3"/>'
        '<path d="M12 19.5v.1"/>'
    ),
    "ok": '<circle cx="12" cy="12" r="9"/><path d="m7.8 12.4 3 3 5.4-6.2"/>',
    "out": '<path d="M10 4.5H5v15h5M10.5 12h10M16.5 8l4 4-4 4"/>',
    "pause": '<circle cx="12" cy="12" r="9"/><path d="M9.8 9v6M14.2 9v6"/>',
    "pen": '<path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19Z"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6"/>',
    "pin": (
        '<path d="M12 21.5c-4.5-5-7-8-7-11.3a7 7 0 0 1 14 0c0 3.3-2.5 6.3-7 11.3Z"/>'
        '<circle cx="12" cy="10" r="2.5"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "seal": (
        '<circle cx="12" cy="9.5" r="6.5"/>'
        '<path d="m8.5 15-1.5 6.5 5-2.5 5 2.5-1.5-6.5M9.3 9.6l2 2 3.6-4"/>'
    ),
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 5 5"/>',
    "torn": '<path d="M6 3h8l4.5 4.5V11M6 3v7l3 2-3 2v7h12.5v-5l-3-2 3-2"/>',
    "upload": '<path d="M12 16V4.5M7.5 9 12 4.5 16.5 9M4 15.5V20h16v-4.5"/>',
    "warn": '<path d="M12 3.5 22 20.5H2Z"/><path d="M12 10v4.5M12 17.6v.1"/>',
}
