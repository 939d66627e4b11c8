//! A day among a hundred thousand appointments. How fast it is is measured by `examples/agenda.rs`; here it is only
//! made sure that a day does not cost a look at all of them.

use std::time::{Duration, Instant};

use clinic::Actor;
use jiff::ToSpan;
use jiff::civil::date;

use crate::world::{World, booking};

#[test]
fn a_day_among_a_hundred_thousand() {
    let mut world = World::new();
    let mut booked = 0;
    for hundred in 0..10 {
        let bookings: Vec<_> = (0..100)
            .flat_map(|day| {
                let day = date(2020, 1, 1).checked_add((hundred * 100 + day).days()).unwrap().to_string();
                (0..100).map(move |slot| booking(&day, &format!("{:02}:{:02}", 3 + slot / 5, slot % 5 * 12)))
            })
            .collect();
        booked += world.clinic.book_all(&bookings, Actor::Console, world.now).unwrap().0.len();
    }
    assert_eq!(booked, 100_000);
    let (from, to) = ("2021-01-11T00:00:00Z".parse().unwrap(), "2021-01-12T00:00:00Z".parse().unwrap());
    let fastest = (0..50)
        .map(|_| {
            let started = Instant::now();
            assert_eq!(world.clinic.day(from, to).unwrap().len(), 100);
            started.elapsed()
        })
        .min()
        .unwrap();
    assert!(fastest < Duration::from_millis(20), "reading a day took {fastest:?}: is its index used?");
    assert_eq!(world.clinic.verify_audit().unwrap().lines, 100_001);
}
