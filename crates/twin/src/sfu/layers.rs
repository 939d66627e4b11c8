//! Which layer of which picture a receiver gets, within what its connection carries and what it wants to see.

/// What a receiver gets of one video track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Nothing: switched off.
    Off,
    /// This layer; 0 is the smallest.
    Layer(usize),
}

/// One layer as it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layer {
    /// Bits per second; `None` while nothing arrives.
    pub(crate) bitrate: Option<u64>,
    /// Height of the picture, 0 while unknown.
    pub(crate) height: u32,
}

/// One track a receiver is subscribed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Demand {
    /// 0 low, 1 standard, 2 high, 3 the active speaker's.
    pub(crate) priority: u8,
    /// Whether any element shows it.
    pub(crate) visible: bool,
    /// No taller than this is of use.
    pub(crate) max_height: Option<u32>,
    /// Smallest first.
    pub(crate) layers: Vec<Layer>,
    /// What it gets now.
    pub(crate) now: Choice,
}

/// What the receiver allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Bits per second for all video; `None` is no limit.
    pub(crate) bandwidth: Option<u64>,
    /// So many tracks at once.
    pub(crate) max_tracks: Option<usize>,
    /// Whether a track may be switched off for want of bandwidth.
    pub(crate) may_switch_off: bool,
}

/// Going up needs this much more than going on: without it the choice flaps with the estimate.
const HEADROOM: f64 = 1.15;

/// A stream of one layer is let through unless the connection carries less than this part of it: its encoder
/// follows the network by itself only as far as its own uplink shows.
const SINGLE: f64 = 0.3;

/// Shares the bandwidth: everyone visible gets the smallest layer first, then the most wanted grow.
pub(crate) fn share(demands: &[Demand], limits: &Limits) -> Vec<Choice> {
    let mut order: Vec<usize> = (0..demands.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(demands[i].priority), i));
    let mut left = limits.bandwidth.unwrap_or(u64::MAX);
    let mut choices = vec![Choice::Off; demands.len()];
    let mut tracks = 0;
    for &i in &order {
        let d = &demands[i];
        if !d.visible || limits.max_tracks.is_some_and(|most| tracks >= most) {
            continue;
        }
        let active = |l: &usize| d.layers[*l].bitrate.is_some();
        // While nothing arrives yet, the lowest is as good as any: it switches as soon as something does.
        let first = (0..d.layers.len()).find(active).unwrap_or(0);
        let needs = d.layers.get(first).and_then(|l| l.bitrate).unwrap_or(0);
        let least = if d.layers.len() == 1 { (needs as f64 * SINGLE) as u64 } else { needs };
        let least = if d.now == Choice::Off { (least as f64 * HEADROOM) as u64 } else { least };
        // The most wanted picture stays: with nothing sent there would be nothing to estimate by, and no way back.
        if limits.may_switch_off && tracks > 0 && left < least {
            continue;
        }
        left = left.saturating_sub(needs);
        choices[i] = Choice::Layer(first);
        tracks += 1;
    }
    for &i in &order {
        let d = &demands[i];
        let Choice::Layer(mut chosen) = choices[i] else { continue };
        for next in chosen + 1..d.layers.len() {
            let Some(bitrate) = d.layers[next].bitrate else { continue };
            let below = d.layers[chosen];
            // The layer below is already as tall as what is shown.
            if d.max_height.is_some_and(|h| below.height >= h && below.height > 0) {
                break;
            }
            let more = bitrate.saturating_sub(below.bitrate.unwrap_or(0));
            let kept = matches!(d.now, Choice::Layer(now) if now >= next);
            let needed = if kept { more } else { (more as f64 * HEADROOM) as u64 };
            if needed > left {
                break;
            }
            left -= more.min(left);
            chosen = next;
        }
        choices[i] = Choice::Layer(chosen);
    }
    choices
}

/// What all tracks at their best would take, to be sought by probing.
pub(crate) fn desired(demands: &[Demand]) -> u64 {
    let best = |d: &Demand| d.layers.iter().filter_map(|l| l.bitrate).max().unwrap_or(0);
    demands.iter().filter(|d| d.visible).map(best).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(priority: u8, bitrates: &[u64]) -> Demand {
        let layer = |(i, b): (usize, &u64)| Layer { bitrate: (*b > 0).then_some(*b), height: 180 << i };
        let layers = bitrates.iter().enumerate().map(layer).collect();
        Demand { priority, visible: true, max_height: None, layers, now: Choice::Layer(0) }
    }

    fn within(bandwidth: u64) -> Limits {
        Limits { bandwidth: Some(bandwidth), ..Limits::default() }
    }

    #[test]
    fn the_best_that_fits() {
        let d = [demand(1, &[100, 300, 1000])];
        for (bandwidth, layer) in [(50, 0), (100, 0), (310, 0), (330, 1), (1000, 1), (1200, 2)] {
            assert_eq!(share(&d, &within(bandwidth)), [Choice::Layer(layer)], "{bandwidth}");
        }
        assert_eq!(share(&d, &Limits::default()), [Choice::Layer(2)]);
    }

    #[test]
    fn going_on_needs_less_than_going_up() {
        let mut d = demand(1, &[100, 300, 1000]);
        assert_eq!(share(&[d.clone()], &within(1010)), [Choice::Layer(1)]);
        d.now = Choice::Layer(2);
        assert_eq!(share(&[d], &within(1010)), [Choice::Layer(2)]);
    }

    #[test]
    fn no_larger_than_it_is_shown_and_nothing_unseen() {
        let mut d = demand(1, &[100, 300, 1000]);
        d.max_height = Some(300);
        assert_eq!(share(&[d.clone()], &Limits::default()), [Choice::Layer(1)], "360 lines cover 300");
        d.visible = false;
        assert_eq!(share(&[d], &Limits::default()), [Choice::Off]);
    }

    #[test]
    fn a_silent_layer_is_passed_over() {
        assert_eq!(share(&[demand(1, &[0, 300, 0])], &Limits::default()), [Choice::Layer(1)]);
        assert_eq!(share(&[demand(1, &[0, 0, 0])], &Limits::default()), [Choice::Layer(0)]);
    }

    #[test]
    fn the_most_wanted_grow_first_and_the_least_go_first() {
        let d = [demand(0, &[100, 900]), demand(2, &[100, 900])];
        assert_eq!(share(&d, &within(1200)), [Choice::Layer(0), Choice::Layer(1)]);
        let tight = Limits { may_switch_off: true, ..within(150) };
        assert_eq!(share(&d, &tight), [Choice::Off, Choice::Layer(0)]);
        let one = Limits { max_tracks: Some(1), ..Limits::default() };
        assert_eq!(share(&d, &one), [Choice::Off, Choice::Layer(1)]);
    }

    #[test]
    fn a_stream_of_one_layer_goes_off_only_when_hardly_anything_gets_through() {
        let d = [demand(2, &[1000]), demand(1, &[1000])];
        let with = |b| Limits { may_switch_off: true, ..within(b) };
        let (on, off) = (Choice::Layer(0), Choice::Off);
        assert_eq!(share(&d, &with(1400)), [on, on]);
        assert_eq!(share(&d, &with(1200)), [on, off]);
        assert_eq!(share(&d, &with(10)), [on, off], "the most wanted stays");
        assert_eq!(share(&d, &within(1200)), [on, on], "not when it may not");
    }
}
