/// The built-in themes other than dark and light.
///
/// Every text ink is readable on every paper for text, also with 256 colours, where the states keep
/// distinct colours.
extension Theme {
    /// Warm, retro colours.
    package static let gruvbox = Theme(
        name: "gruvbox",
        inks: [
            .text: 0xEBDBB2, .muted: 0xB0A790, .accent: 0x9DB29E, .waiting: 0xB0A790,
            .asking: 0xDD9CAD, .running: 0x8FAEA2, .paused: 0xFABD2F, .retrying: 0xFF8826,
            .failed: 0xFF8374, .checking: 0x8EC07C, .done: 0xB8BB26, .escape: 0xEC9DB9,
            .inverse: 0x282828, .rule: 0x534F46, .head: 0xDDE7E3, .graph: 0x728880,
            .trackBar: 0x4F4C44, .waitingBar: 0x625E51, .runningBar: 0x687B74,
            .pausedBar: 0xAA842C, .retryingBar: 0xAD6427, .failedBar: 0xAD6057,
            .checkingBar: 0x67865C, .doneBar: 0x707227,
        ],
        papers: [
            .base: 0x282828, .raised: 0x32312F, .selected: 0x373D3B, .resting: 0x3A3834,
            .marked: 0x45383C, .field: 0x1A1A1A, .track: 0x43413B, .chip: 0x9DB29E,
            .alarm: 0xFF8374,
        ])

    /// Cold, calm colours.
    package static let nord = Theme(
        name: "nord",
        inks: [
            .text: 0xECEFF4, .muted: 0xB3B6BC, .accent: 0xA1CCD9, .waiting: 0xB3B6BC,
            .asking: 0xC5A5BF, .running: 0x8FC4D3, .paused: 0xEBCB8B, .retrying: 0xDDA18F,
            .failed: 0xDC9FA5, .checking: 0x9CC5C4, .done: 0xAAC495, .escape: 0xD8A9CF,
            .inverse: 0x242933, .rule: 0x50555D, .head: 0xDDEDF2, .graph: 0x7199A6,
            .trackBar: 0x4C515A, .waitingBar: 0x60646D, .runningBar: 0x668996,
            .pausedBar: 0x9F8D6A, .retryingBar: 0x97736C, .failedBar: 0x96727A,
            .checkingBar: 0x6E8A8D, .doneBar: 0x677664,
        ],
        papers: [
            .base: 0x242933, .raised: 0x2E333D, .selected: 0x35434E, .resting: 0x363B44,
            .marked: 0x3C3A48, .field: 0x171B21, .track: 0x40454E, .chip: 0xA1CCD9,
            .alarm: 0xDC9FA5,
        ])

    /// Soft colours (Mocha).
    package static let catppuccin = Theme(
        name: "catppuccin",
        inks: [
            .text: 0xCDD6F4, .muted: 0xAFB3C5, .accent: 0x9CBEF9, .waiting: 0xAFB3C5,
            .asking: 0xCBA6F7, .running: 0x9CC1FD, .paused: 0xF9E2AF, .retrying: 0xFAB387,
            .failed: 0xF79CB5, .checking: 0x94E2D5, .done: 0xA6E3A1, .escape: 0xF5C2E7,
            .inverse: 0x1E1E2E, .rule: 0x44465A, .head: 0xE1ECFE, .graph: 0x7993C3,
            .trackBar: 0x414356, .waitingBar: 0x525569, .runningBar: 0x6C83AE,
            .pausedBar: 0xA6987E, .retryingBar: 0xA67A65, .failedBar: 0xA56C82,
            .checkingBar: 0x679896, .doneBar: 0x628068,
        ],
        papers: [
            .base: 0x1E1E2E, .raised: 0x272738, .selected: 0x303851, .resting: 0x2E2F40,
            .marked: 0x3B3550, .field: 0x14141E, .track: 0x36384A, .chip: 0x9CBEF9,
            .alarm: 0xF79CB5,
        ])

    /// Low contrast between tones, on a dark ground.
    package static let solarized = Theme(
        name: "solarized",
        inks: [
            .text: 0xB7C4C5, .muted: 0x8C9EA1, .accent: 0x54A0D3, .waiting: 0x8C9EA1,
            .asking: 0x999CD9, .running: 0x429FE0, .paused: 0xC59500, .retrying: 0xF17440,
            .failed: 0xEE7775, .checking: 0x2BA99F, .done: 0x8EA400, .escape: 0xE674AB,
            .inverse: 0x00212B, .rule: 0x28454D, .head: 0xC6E2F6, .graph: 0x307CAD,
            .trackBar: 0x25424A, .waitingBar: 0x375259, .runningBar: 0x296F9B,
            .pausedBar: 0x7A6910, .retryingBar: 0x955438, .failedBar: 0x945659,
            .checkingBar: 0x1B7573, .doneBar: 0x476216,
        ],
        papers: [
            .base: 0x00212B, .raised: 0x092933, .selected: 0x063347, .resting: 0x103039,
            .marked: 0x122F45, .field: 0x00151C, .track: 0x1A3841, .chip: 0x54A0D3,
            .alarm: 0xEE7775,
        ])

    /// The same on a light ground.
    package static let solarizedLight = Theme(
        name: "solarized-light",
        inks: [
            .text: 0x3F5058, .muted: 0x5F6664, .accent: 0x236A9B, .waiting: 0x5F6664,
            .asking: 0x3A3F9B, .running: 0x196AA4, .paused: 0x725600, .retrying: 0x8B2F09,
            .failed: 0xC3201D, .checking: 0x19716A, .done: 0x384000, .escape: 0xBC266E,
            .inverse: 0xFFFFFF, .rule: 0xD3D1C4, .head: 0x082031, .graph: 0x5991B6,
            .trackBar: 0xD7D5C7, .waitingBar: 0xC4C4B9, .runningBar: 0x709FBC,
            .pausedBar: 0xA79356, .retryingBar: 0xB67B5C, .failedBar: 0xD97168,
            .checkingBar: 0x70A498, .doneBar: 0x9A9B72,
        ],
        papers: [
            .base: 0xFDF6E3, .raised: 0xF4EFDD, .selected: 0xE1E8E1, .resting: 0xF0EAD9,
            .marked: 0xEAE5DF, .field: 0xFEF9ED, .track: 0xE2DFD0, .chip: 0x236A9B,
            .alarm: 0xC3201D,
        ])

    /// The strongest contrast.
    package static let highContrast = Theme(
        name: "high-contrast",
        inks: [
            .text: 0xFFFFFF, .muted: 0xA3A3A3, .accent: 0x85C6FF, .waiting: 0xA3A3A3,
            .asking: 0xD9A6FF, .running: 0x5CB3FF, .paused: 0xFFE14D, .retrying: 0xFFA64D,
            .failed: 0xFF7A7A, .checking: 0x5CF2E3, .done: 0x7CFF5C, .escape: 0xFF9CE0,
            .inverse: 0x000000, .rule: 0x808080, .head: 0xCEE8FF, .graph: 0x4281B8,
            .trackBar: 0x737373, .waitingBar: 0x4C4C4C, .runningBar: 0x4E98D9,
            .pausedBar: 0xD9BF41, .retryingBar: 0xD98D41, .failedBar: 0xD96868,
            .checkingBar: 0x4ECEC1, .doneBar: 0x5BBA43,
        ],
        papers: [
            .base: 0x000000, .raised: 0x141414, .selected: 0x172D40, .resting: 0x1F1F1F,
            .marked: 0x362A40, .field: 0x000000, .track: 0x242424, .chip: 0x85C6FF,
            .alarm: 0xFF7A7A,
        ])

    /// Hues that are distinct with most kinds of colour blindness (Okabe and Ito).
    package static let colorBlind = Theme(
        name: "color-blind",
        inks: [
            .text: 0xE2E6EE, .muted: 0x95989F, .accent: 0x79C0EA, .waiting: 0x95989F,
            .asking: 0xCF7FAB, .running: 0x56B4E9, .paused: 0xF0E442, .retrying: 0xE69F00,
            .failed: 0xE97840, .checking: 0x63D1C1, .done: 0xD6E6F5, .escape: 0xCD9CC1,
            .inverse: 0x14161C, .rule: 0x41444A, .head: 0xCCE8F8, .graph: 0x4488B0,
            .trackBar: 0x3D4046, .waitingBar: 0x52545B, .runningBar: 0x3D789B,
            .pausedBar: 0x9C9634, .retryingBar: 0x966B0B, .failedBar: 0x985332,
            .checkingBar: 0x458A82, .doneBar: 0x757E88,
        ],
        papers: [
            .base: 0x14161C, .raised: 0x1E2026, .selected: 0x1F313F, .resting: 0x27292F,
            .marked: 0x332734, .field: 0x0D0E12, .track: 0x313339, .chip: 0x79C0EA,
            .alarm: 0xE97840,
        ])

    /// The built-in themes.
    package static let builtIn = [
        dark, light, gruvbox, nord, catppuccin, solarized, solarizedLight, highContrast, colorBlind,
    ]
}
