//! How long a day's agenda takes among 100 000 encrypted appointments, and the same on plain SQLite.
//!
//! Prints one line of JSON. The plain side is the same program and the same data in SQLite's memory, so it pays
//! neither for decryption nor for a disk: the comparison is not kinder to us than a plain file would be.
//!
//! `cargo run --release -p clinic --example agenda`

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use clinic::{Actor, AppointmentFields, Booking, Clinic, PatientFields, ProfileFields, StoreKey};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp, ToSpan};

const APPOINTMENTS: usize = 100_000;
const A_DAY: usize = 24;
const READS: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("clinic.db");
    let key = StoreKey::random();
    let days = (0..APPOINTMENTS.div_ceil(A_DAY))
        .map(|day| date(2020, 1, 1).checked_add(Span::new().days(i64::try_from(day)?)).map_err(Into::into))
        .collect::<Result<Vec<Date>, Box<dyn Error>>>()?;
    fill(&mut Clinic::open(&path, &key)?, &days)?;
    let encrypted = Clinic::open(&path, &key)?;
    let mut plain = Clinic::open_in_memory()?;
    fill(&mut plain, &days)?;

    // The first read of each day finds nothing decrypted.
    let cold = read(&encrypted, &days)?;
    // Both sides read the same days in the same order, taking turns, so that neither has the quieter machine.
    let (mut warm, mut bare) = (Vec::new(), Vec::new());
    for turn in 0..4 {
        let some: Vec<Date> = days.iter().copied().skip(turn * 7).step_by(days.len() * 4 / READS).collect();
        read(&encrypted, &some)?;
        warm.extend(read(&encrypted, &some)?);
        read(&plain, &some)?;
        bare.extend(read(&plain, &some)?);
    }
    let (warm, bare, cold) = (percentiles(warm), percentiles(bare), percentiles(cold));
    let json = serde_json::json!({
        "appointments": APPOINTMENTS,
        "visits_a_day": A_DAY,
        "encrypted_ms": { "p50": warm.0, "p99": warm.1 },
        "encrypted_first_read_ms": { "p50": cold.0, "p99": cold.1 },
        "plain_ms": { "p50": bare.0, "p99": bare.1 },
        "ratio": { "p50": warm.0 / bare.0, "p99": warm.1 / bare.1 },
    });
    writeln!(std::io::stdout(), "{json}")?;
    Ok(())
}

fn fill(clinic: &mut Clinic, days: &[Date]) -> Result<(), Box<dyn Error>> {
    let now: Timestamp = "2020-01-01T08:00:00Z".parse()?;
    clinic.set_up(
        ProfileFields {
            clinic_name: "Clinic".into(),
            zone: "Europe/Lisbon".into(),
            practitioner_name: "Dr. Amara Okafor".into(),
        },
        now,
    )?;
    for some in days.chunks(400) {
        let bookings: Vec<Booking> =
            some.iter().flat_map(|day| (0..A_DAY).map(move |slot| booking(*day, slot))).collect();
        clinic.book_all(&bookings, Actor::Console, now)?;
    }
    Ok(())
}

fn booking(day: Date, slot: usize) -> Booking {
    Booking {
        patient: PatientFields {
            name: format!("Patient {slot} of {day}").into(),
            language: "en".into(),
            phone: "+351912345678".into(),
            ..PatientFields::default()
        },
        appointment: AppointmentFields {
            date: day.to_string(),
            time: format!("{:02}:{:02}", 8 + slot / 3, slot % 3 * 20),
            minutes: 20,
            visit_type: None,
            reason: "Follow-up after the results of the last visit".into(),
            notes: "".into(),
        },
    }
}

/// How long each of these days took to read, in milliseconds.
fn read(clinic: &Clinic, days: &[Date]) -> Result<Vec<f64>, Box<dyn Error>> {
    let zone = clinic.profile()?.ok_or("the clinic is set up")?.zone;
    days.iter()
        .map(|day| {
            let from = zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible()?;
            let to = zone.to_ambiguous_timestamp(day.checked_add(1.day())?.at(0, 0, 0, 0)).compatible()?;
            let started = Instant::now();
            let visits = clinic.day(from, to)?;
            let took = started.elapsed();
            if visits.len() != A_DAY {
                return Err(format!("{day} has {} visits", visits.len()).into());
            }
            Ok(took.as_secs_f64() * 1000.0)
        })
        .collect()
}

fn percentiles(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    (at(50), at(99))
}
