//! The rows of the benchmark, what each aims for, and how they are written: aligned for a terminal, in Markdown for
//! the record.

use super::measures::{Measures, Spread};

/// One row: what is measured, against what, and what it aims for.
pub(super) struct Row {
    what: &'static str,
    unit: &'static str,
    ours: &'static str,
    /// The peer's measure and its name.
    peer: Option<(&'static str, &'static str)>,
    aims: &'static [Aim],
}

/// What a row aims for, on medians.
enum Aim {
    /// At most this.
    Most(f64),
    /// At most so many times the peer's.
    TimesAtMost(f64),
    /// At least so many times the peer's.
    TimesAtLeast(f64),
    /// At most the peer's and so much more.
    PeerAnd(f64),
}

/// Every row, in the order of the table.
pub(super) const ROWS: &[Row] = &[
    Row {
        what: "Start of the process to a usable Today",
        unit: "ms",
        ours: "start.app",
        peer: Some(("start.chromium", "the page in chromium --app")),
        aims: &[Aim::TimesAtMost(0.5)],
    },
    Row {
        what: "Start of the process to a usable Today",
        unit: "ms",
        ours: "start.app",
        peer: Some(("start.blank", "a blank WebKitGTK window, until a page can begin in it")),
        aims: &[],
    },
    Row {
        what: "Start to a practice clinic that is made on the way, with its day and its people",
        unit: "ms",
        ours: "start.practice",
        peer: Some(("start.app", "the same, made before, its Twilio running")),
        aims: &[],
    },
    Row {
        what: "Memory with Today open (PSS, all processes)",
        unit: "MB",
        ours: "memory.app",
        peer: Some(("memory.blank", "a blank WebKitGTK window")),
        aims: &[Aim::PeerAnd(60.0)],
    },
    Row {
        what: "Memory with Today open (PSS, all processes)",
        unit: "MB",
        ours: "memory.app",
        peer: Some(("memory.chromium", "the page in chromium --app")),
        aims: &[],
    },
    Row {
        what: "Admit to the patient's first picture at the provider",
        unit: "ms",
        ours: "picture.provider",
        peer: None,
        aims: &[Aim::Most(700.0)],
    },
    Row {
        what: "Admit to the provider's first picture at the patient",
        unit: "ms",
        ours: "picture.patient",
        peer: None,
        aims: &[Aim::Most(700.0)],
    },
    Row {
        what: "Check-in to the card on the console",
        unit: "ms",
        ours: "check_in",
        peer: None,
        aims: &[Aim::Most(150.0)],
    },
    Row {
        what: "Provider's state to the patient's page",
        unit: "ms",
        ours: "push",
        peer: None,
        aims: &[Aim::Most(150.0)],
    },
    Row {
        what: "State to the patient's screen, one waiting, p50",
        unit: "ms",
        ours: "waiting.one_p50",
        peer: None,
        aims: &[],
    },
    Row {
        what: "State to the patient's screen, one waiting, p99",
        unit: "ms",
        ours: "waiting.one_p99",
        peer: None,
        aims: &[Aim::Most(250.0)],
    },
    Row {
        what: "State to the patient's screen, 200 waiting, p50",
        unit: "ms",
        ours: "waiting.many_p50",
        peer: None,
        aims: &[],
    },
    Row {
        what: "State to the patient's screen, 200 waiting, p99",
        unit: "ms",
        ours: "waiting.many_p99",
        peer: None,
        aims: &[Aim::Most(250.0)],
    },
    Row {
        what: "State to the last of 200 who wait",
        unit: "ms",
        ours: "waiting.last",
        peer: None,
        aims: &[],
    },
    Row {
        what: "Memory of the console with 200 waiting (PSS)",
        unit: "MB",
        ours: "waiting.memory_many",
        peer: Some(("waiting.memory_one", "the same console, one waiting")),
        aims: &[],
    },
    Row {
        what: "Patient's page: what the first screen loads, gzip",
        unit: "kB",
        ours: "page.first",
        peer: Some(("page.peer_first", "React, Material UI and the SDK in one bundle")),
        aims: &[Aim::Most(60.0)],
    },
    Row {
        what: "Patient's page: loaded up to the clinic's words, gzip",
        unit: "kB",
        ours: "page.words_weight",
        peer: Some(("page.peer_first", "the same")),
        aims: &[],
    },
    Row {
        what: "Patient's page on a slow phone: Start can be pressed",
        unit: "ms",
        ours: "page.start",
        peer: Some(("page.peer_start", "React, Material UI and the SDK in one bundle")),
        aims: &[],
    },
    Row {
        what: "Patient's page on a slow phone: the clinic's words",
        unit: "ms",
        ours: "page.words",
        peer: Some(("page.peer_start", "the same, without anything of a clinic")),
        aims: &[],
    },
    Row {
        what: "“Call” pressed to the request at Twilio",
        unit: "ms",
        ours: "dial.wire",
        peer: None,
        aims: &[Aim::Most(100.0)],
    },
    Row {
        what: "Ringing at Twilio to the card (looked at each second)",
        unit: "ms",
        ours: "dial.screen",
        peer: None,
        aims: &[Aim::Most(1_150.0)],
    },
    Row {
        what: "Guest let in to their first picture",
        unit: "ms",
        ours: "guest.picture",
        peer: None,
        aims: &[Aim::Most(900.0)],
    },
    Row {
        what: "Access tokens minted in a second",
        unit: "",
        ours: "tokens.ours",
        peer: Some(("tokens.npm", "npm twilio")),
        aims: &[Aim::TimesAtLeast(50.0)],
    },
    Row {
        what: "A day's agenda among 100 000 encrypted, warm, p99",
        unit: "ms",
        ours: "agenda.p99",
        peer: Some(("agenda.plain_p99", "plain SQLite")),
        aims: &[Aim::Most(2.0), Aim::TimesAtMost(1.3)],
    },
    Row {
        what: "A day's agenda among 100 000 encrypted, warm, p50",
        unit: "ms",
        ours: "agenda.p50",
        peer: Some(("agenda.plain_p50", "plain SQLite")),
        aims: &[],
    },
    Row {
        what: "A day's agenda, read for the first time, p99",
        unit: "ms",
        ours: "agenda.first_p99",
        peer: None,
        aims: &[],
    },
    Row {
        what: "Picture frozen while the call moves to the second profile",
        unit: "ms",
        ours: "profile.frozen",
        peer: None,
        aims: &[Aim::Most(500.0)],
    },
    Row {
        what: "Sound lost while the call moves to the second profile",
        unit: "ms",
        ours: "profile.silent",
        peer: None,
        aims: &[Aim::Most(0.0)],
    },
    Row {
        what: "Twin, processor time for a forwarded 720p24 stream",
        unit: "% of a core",
        ours: "forwarding.twin",
        peer: Some(("forwarding.chromium", "Chromium, sending and showing it")),
        aims: &[],
    },
    Row {
        what: "Frame rate of those streams, as shown",
        unit: "frames/s",
        ours: "forwarding.rate",
        peer: None,
        aims: &[],
    },
    Row {
        what: "Practice visit with three people: processor time of the console and the call's browser",
        unit: "% of a core",
        ours: "practice.console_processor",
        peer: Some(("practice.twin_processor", "the twin with the three in it")),
        aims: &[],
    },
    Row {
        what: "Practice visit with three people: memory of the console and the call's browser (PSS)",
        unit: "MB",
        ours: "practice.console_memory",
        peer: Some(("practice.twin_memory", "the twin with the three in it")),
        aims: &[],
    },
    Row {
        what: "Twin, processor time for a stream of 100 at once, 50 rooms of the cast",
        unit: "% of a core",
        ours: "cast.twin",
        peer: Some(("cast.members", "the member of the cast who sends and receives it")),
        aims: &[],
    },
    Row { what: "Frame rate of those streams", unit: "frames/s", ours: "cast.rate", peer: None, aims: &[] },
    Row {
        what: "Packets of theirs lost, in the worst second of any",
        unit: "%",
        ours: "cast.lossiest",
        peer: None,
        aims: &[Aim::Most(0.0)],
    },
];

const HEADS: [&str; 6] =
    ["What", "Median (least to most, runs)", "Peer", "Its median (least to most)", "Ratio", "Aim"];

/// The rows that were measured, as cells.
pub(super) fn cells(measures: &Measures) -> Vec<[String; 6]> {
    ROWS.iter().filter_map(|row| row.cells(measures)).collect()
}

/// Columns of equal width, for a terminal.
pub(super) fn aligned(rows: &[[String; 6]]) -> String {
    let heads = HEADS.map(str::to_owned);
    let mut widths = [0; 6];
    for cells in std::iter::once(&heads).chain(rows) {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let rule = widths.map(|width| "─".repeat(width));
    let mut text = String::new();
    for cells in [&heads, &rule].into_iter().chain(rows) {
        let line: Vec<String> =
            cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The same as a Markdown table.
pub(super) fn markdown(rows: &[[String; 6]]) -> String {
    let mut text = format!("| {} |\n|---|---|---|---|---|---|\n", HEADS.join(" | "));
    for cells in rows {
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

impl Row {
    fn cells(&self, measures: &Measures) -> Option<[String; 6]> {
        let ours = measures.spread(self.ours)?;
        let peer = self.peer.and_then(|(measure, _)| measures.spread(measure));
        let name = self.peer.map_or("", |(_, name)| name);
        Some([
            self.what.to_owned(),
            format!("{} ({})", self.quantity(ours.median), spread(ours, true)),
            name.to_owned(),
            peer.map_or_else(String::new, |peer| {
                format!("{} ({})", self.quantity(peer.median), spread(peer, false))
            }),
            peer.map_or_else(String::new, |peer| format!("{}×", figures(ours.median / peer.median))),
            self.judge(ours.median, peer.map(|peer| peer.median)),
        ])
    }

    fn quantity(&self, value: f64) -> String {
        format!("{} {}", figures(value), self.unit).trim_end().to_owned()
    }

    /// The aims in words, and whether they are met.
    fn judge(&self, ours: f64, peer: Option<f64>) -> String {
        if self.aims.is_empty() {
            return String::new();
        }
        let words: Vec<String> = self.aims.iter().map(|aim| aim.words(self.unit)).collect();
        let met: Option<Vec<bool>> = self.aims.iter().map(|aim| aim.is_met(ours, peer)).collect();
        let verdict =
            met.map_or("peer not measured", |met| if met.contains(&false) { "MISSED" } else { "met" });
        format!("{}: {verdict}", words.join(" and "))
    }
}

impl Aim {
    fn words(&self, unit: &str) -> String {
        match self {
            Aim::Most(limit) => format!("≤ {limit} {unit}"),
            Aim::TimesAtMost(times) => format!("≤ {times}×"),
            Aim::TimesAtLeast(times) => format!("≥ {times}×"),
            Aim::PeerAnd(more) => format!("≤ peer + {more} {unit}"),
        }
    }

    /// Nothing where it needs a peer and there is none.
    fn is_met(&self, ours: f64, peer: Option<f64>) -> Option<bool> {
        Some(match self {
            Aim::Most(limit) => ours <= *limit,
            Aim::TimesAtMost(times) => ours <= peer? * times,
            Aim::TimesAtLeast(times) => ours >= peer? * times,
            Aim::PeerAnd(more) => ours <= peer? + more,
        })
    }
}

fn spread(spread: Spread, with_runs: bool) -> String {
    let Spread { least, most, runs, .. } = spread;
    let runs = if with_runs { format!(", {runs} runs") } else { String::new() };
    format!("{} to {}{runs}", figures(least), figures(most))
}

/// Three figures that count, and thousands set apart.
fn figures(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.9995 => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut spaced = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            spaced.push(' ');
        }
        spaced.push(digit);
    }
    fraction.map_or(spaced.clone(), |fraction| format!("{spaced}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(samples: &[(&str, f64)]) -> Vec<[String; 6]> {
        let mut measures = Measures::default();
        for (name, sample) in samples {
            measures.add(name, *sample);
        }
        cells(&measures)
    }

    #[test]
    fn an_aim_is_met_or_missed_and_says_so() {
        let rows = measured(&[("check_in", 150.0), ("push", 150.1)]);
        assert_eq!(
            rows.iter().map(|row| row[5].as_str()).collect::<Vec<_>>(),
            ["≤ 150 ms: met", "≤ 150 ms: MISSED"]
        );
        let rows = measured(&[("start.app", 400.0), ("start.chromium", 800.0)]);
        assert_eq!(rows[0][4..], ["0.500×".to_owned(), "≤ 0.5×: met".to_owned()]);
        let rows = measured(&[("tokens.ours", 490.0), ("tokens.npm", 10.0)]);
        assert_eq!(rows[0][5], "≥ 50×: MISSED");
        let rows = measured(&[("memory.app", 160.0), ("memory.blank", 100.0)]);
        assert_eq!(rows[0][5], "≤ peer + 60 MB: met");
    }

    #[test]
    fn all_aims_of_a_row_count() {
        let rows = measured(&[("agenda.p99", 1.0), ("agenda.plain_p99", 0.5)]);
        assert_eq!(rows[0][5], "≤ 2 ms and ≤ 1.3×: MISSED");
    }

    #[test]
    fn nothing_is_judged_without_its_peer() {
        let rows = measured(&[("start.app", 1.0)]);
        assert_eq!(rows[0][3..], [String::new(), String::new(), "≤ 0.5×: peer not measured".to_owned()]);
    }

    #[test]
    fn numbers_have_three_figures_that_count() {
        let shown = [1_234_567.8, 100.0, 99.96, 12.34, 1.234, 0.0567].map(figures);
        assert_eq!(shown, ["1 234 568", "100", "100", "12.3", "1.23", "0.057"]);
    }

    #[test]
    fn columns_line_up() {
        let text =
            aligned(&measured(&[("check_in", 15.0), ("tokens.ours", 400_000.0), ("tokens.npm", 5000.0)]));
        let columns =
            |line: &str| line.chars().collect::<Vec<_>>().windows(2).position(|pair| pair == [' ', ' ']);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(
            columns(lines[1]),
            Some("Access tokens minted in a second".len().max("Check-in to the card on the console".len()))
        );
    }
}
