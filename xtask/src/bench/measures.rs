//! What was measured: samples by name, read from the lines of JSON that the measuring programs print.

use std::collections::BTreeMap;

use crate::shell::Result;

/// Everything that was measured, and why the rest was not.
#[derive(Default)]
pub(super) struct Measures {
    samples: BTreeMap<String, Vec<f64>>,
    /// Parts that failed, with the words of the failure.
    pub(super) failures: Vec<(&'static str, String)>,
}

/// The middle of some samples and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) runs: usize,
}

impl Measures {
    /// Adds one sample.
    pub(super) fn add(&mut self, name: &str, sample: f64) {
        self.samples.entry(name.to_owned()).or_default().push(sample);
    }

    /// Adds what a program printed: `{"measure":"name","unit":"ms","samples":[1.5,2]}`, one a line. Other lines are
    /// passed over: what a desktop starts beside a window writes to the same place.
    pub(super) fn add_lines(&mut self, text: &str) -> Result {
        for line in text.lines().filter(|line| line.starts_with('{')) {
            let (name, samples) = sampled(line).ok_or_else(|| format!("this is no measure: {line}"))?;
            self.samples.entry(name.to_owned()).or_default().extend(samples);
        }
        Ok(())
    }

    /// The spread of one measure, if it was measured.
    pub(super) fn spread(&self, name: &str) -> Option<Spread> {
        let mut samples = self.samples.get(name)?.clone();
        samples.sort_by(f64::total_cmp);
        let (least, most) = (*samples.first()?, *samples.last()?);
        let (low, high) = (samples.get((samples.len() - 1) / 2)?, samples.get(samples.len() / 2)?);
        Some(Spread { median: f64::midpoint(*low, *high), least, most, runs: samples.len() })
    }
}

/// The number that follows these keys, each looked for after the one before. Enough for the flat JSON of our own
/// programs, and no more: this package has no dependencies.
pub(super) fn number(json: &str, keys: &[&str]) -> Result<f64> {
    let missing = || format!("there is no number at {} in: {}", keys.join("."), json.trim());
    let rest = keys.iter().try_fold(json, |rest, key| after(rest, key)).ok_or_else(missing)?;
    let end = rest.find([',', '}', ']', '\n']).unwrap_or(rest.len());
    rest.get(..end).and_then(|digits| digits.trim().parse().ok()).ok_or_else(missing)
}

fn sampled(line: &str) -> Option<(&str, Vec<f64>)> {
    let name = after(line, "measure")?.strip_prefix('"')?.split('"').next()?;
    let list = after(line, "samples")?.strip_prefix('[')?.split(']').next()?;
    let samples = list.split(',').map(|digits| digits.trim().parse().ok()).collect::<Option<Vec<f64>>>()?;
    Some((name, samples))
}

/// What follows `"key":`.
fn after<'json>(json: &'json str, key: &str) -> Option<&'json str> {
    let (_, rest) = json.split_once(&format!("\"{key}\""))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_keys_in_order() {
        let json = r#"{"a":{"p50":1.5,"p99":2},"b": {"p50":3e2, "p99": 4}}"#;
        assert_eq!(number(json, &["a", "p99"]), Ok(2.0));
        assert_eq!(number(json, &["b", "p50"]), Ok(300.0));
        assert_eq!(number(json, &["b", "p99"]), Ok(4.0));
        assert!(number(json, &["c"]).is_err_and(|words| words.contains("no number at c")));
    }

    #[test]
    fn lines_of_samples_are_gathered_by_name() {
        let mut measures = Measures::default();
        let lines = "a daemon is running\n{\"measure\":\"start\",\"unit\":\"ms\",\"samples\":[3,1]}\n\n{\"measure\":\"start\",\"samples\":[ 2.5 ]}\n";
        assert_eq!(measures.add_lines(lines), Ok(()));
        measures.add("start", 9.0);
        let spread = Spread { median: 2.75, least: 1.0, most: 9.0, runs: 4 };
        assert_eq!(measures.spread("start"), Some(spread));
        assert_eq!(measures.spread("stop"), None);
    }

    #[test]
    fn what_is_no_measure_is_refused() {
        for line in ["{}", "{\"measure\":\"x\",\"samples\":[]}", "{\"measure\":\"x\",\"samples\":[null]}"] {
            assert!(Measures::default().add_lines(line).is_err(), "{line}");
        }
    }
}
