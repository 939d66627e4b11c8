//! Who speaks: smoothed loudness with hysteresis, so that two equal voices do not take turns every half second.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

/// Loudness above digital silence (-127 dBov) below which nobody speaks: -55 dBov.
const FLOOR: f32 = 72.0;
/// So much louder, in dB, must another be to take over.
const MARGIN: f32 = 5.0;
/// Nobody takes over sooner than this.
const HOLD: Duration = Duration::from_millis(1_500);
/// How fast loudness follows, per look.
const SMOOTHING: f32 = 0.25;

/// The dominant speaker of one room.
#[derive(Debug)]
pub(crate) struct Speaker<K> {
    loudness: HashMap<K, f32>,
    now: Option<K>,
    since: Option<Instant>,
}

impl<K> Default for Speaker<K> {
    fn default() -> Speaker<K> {
        Speaker { loudness: HashMap::new(), now: None, since: None }
    }
}

impl<K: Clone + Eq + Hash + Ord> Speaker<K> {
    /// Looks at how loud everyone is now (dB above -127). Returns the speaker when it changed.
    pub(crate) fn look(&mut self, levels: &[(K, f32)], now: Instant) -> Option<Option<K>> {
        self.loudness.retain(|k, _| levels.iter().any(|(l, _)| l == k));
        for (k, level) in levels {
            let smooth = self.loudness.entry(k.clone()).or_insert(0.0);
            *smooth += (level - *smooth) * SMOOTHING;
        }
        if self.now.as_ref().is_some_and(|k| !self.loudness.contains_key(k)) {
            // The speaker left.
            self.now = None;
            self.since = None;
            return Some(None);
        }
        let (best, loudest) = self
            .loudness
            .iter()
            .max_by(|(ka, a), (kb, b)| a.total_cmp(b).then(kb.cmp(ka)))
            .map(|(k, l)| (k.clone(), *l))?;
        if loudest < FLOOR || self.now.as_ref() == Some(&best) {
            return None;
        }
        let current = self.now.as_ref().and_then(|k| self.loudness.get(k)).copied();
        let held = self.since.is_some_and(|s| now.saturating_duration_since(s) < HOLD);
        if current.is_some_and(|c| held || loudest < c + MARGIN) {
            return None;
        }
        self.now = Some(best.clone());
        self.since = Some(now);
        Some(Some(best))
    }

    /// Who speaks now.
    pub(crate) fn current(&self) -> Option<&K> {
        self.now.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks every 100 ms for a while; returns the changes.
    fn run(s: &mut Speaker<u8>, from: Instant, looks: u64, levels: &[(u8, f32)]) -> Vec<Option<u8>> {
        (0..looks).filter_map(|i| s.look(levels, from + Duration::from_millis(i * 100))).collect()
    }

    #[test]
    fn the_louder_one_speaks_and_equals_do_not_alternate() {
        let (mut s, t) = (Speaker::default(), Instant::now());
        assert_eq!(run(&mut s, t, 30, &[(1, 100.0), (2, 20.0)]), [Some(1)]);
        let later = t + Duration::from_secs(10);
        assert_eq!(run(&mut s, later, 50, &[(1, 100.0), (2, 101.0)]), []);
        let later = t + Duration::from_secs(20);
        assert_eq!(run(&mut s, later, 50, &[(1, 30.0), (2, 100.0)]), [Some(2)]);
    }

    #[test]
    fn silence_keeps_the_last_and_leaving_ends_it() {
        let (mut s, t) = (Speaker::default(), Instant::now());
        assert_eq!(run(&mut s, t, 30, &[(1, 40.0)]), [], "a murmur is nobody");
        assert_eq!(run(&mut s, t, 30, &[(1, 100.0)]), [Some(1)]);
        assert_eq!(run(&mut s, t, 30, &[(1, 0.0)]), []);
        assert_eq!(run(&mut s, t, 30, &[(2, 0.0)]), [None]);
        assert_eq!(s.current(), None);
    }
}
