//! Texts that break careless programs: terminal escapes, direction marks, formulas, joined emoji, endless names.

/// Names of people.
pub(crate) const NAMES: &[&str] = &[
    "Wolfgang-Maximilian Freiherr von und zu Hohenlohe-Waldenburg-Schillingsfürst der Jüngere",
    "محمد عبد الرحمن الشمري",
    "יוסף בן־דוד",
    "渡辺 麻里子",
    "Nguye\u{0302}\u{0303}n Thi\u{0323} Phu\u{031b}o\u{031b}ng",
    "Zoe\u{0308} Z\u{0351}\u{036f}\u{0301}a\u{0300}\u{0316}\u{0332}lgo",
    "👩🏽‍🚀 Ana 🇧🇷",
    "\u{202e}nevetS kcirtaP\u{202c}",
    "\u{1b}]0;owned\u{7}Mallory Title",
    "Eve\u{1b}[2J\u{1b}[31m Clear",
    "=cmd|'/C calc'!A0",
    "+4915112345678",
    "O'Brien; DROP TABLE orders;--",
    "Tab\tand\nNewline Person",
    "\u{feff}Bom \u{200b}Zero\u{200d}Width",
    "<b>Bold & Co.</b>",
];

/// Gift messages.
pub(crate) const GIFT_MESSAGES: &[&str] = &[
    "Alles Gute zum Geburtstag!\nDeine Omi ❤️",
    "Happy Holidays! Enjoy your present.",
    "お誕生日おめでとうございます。\n素敵な一年になりますように。",
    "كل عام وأنتم بخير 🎁",
    "Joyeux Noël à toute la famille 👨‍👩‍👧‍👦",
    "\u{1b}[31mred alert\u{1b}[0m you have won",
    "\u{202e}txet desrever\u{202c} and normal again",
    "=1+1",
    "A very long wish that does not fit any column: may your days be bright, your coffee strong, your queue short, your parcels on time, your socks dry, your neighbours kind, your batteries charged, your plants alive, and your gift wrap easily torn open by small hands.",
    "\u{1b}]8;;http://example.invalid\u{1b}\\click\u{1b}]8;;\u{1b}\\",
    "H\u{0336}a\u{0336}p\u{0336}p\u{0336}y Birthday",
    "",
];

/// Company names.
pub(crate) const COMPANIES: &[&str] = &[
    "Tischlerei Brandt GmbH",
    "Hôtel du Lac SARL",
    "Studio Verde S.r.l.",
    "Harbour & Finch Ltd",
    "Northfield School District 7",
    "株式会社あおぞら",
    "Kancelaria Nowak i Wspólnicy Sp. z o.o.",
    "=IMPORTXML(\"x\") Trading",
    "Gesellschaft für außerordentlich lange Firmenbezeichnungen und deren sachgemäße Abkürzung mbH & Co. KG",
];
