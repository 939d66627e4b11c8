//! A day and a visit, read for the console's window.

use jiff::civil::Date;

use crate::commands::{DayRef, VisitRef};
use crate::console::Console;
use crate::error::{Code, CommandError};
use crate::open_clinic::visit_id;
use crate::wire::convert::{self, rfc3339};
use crate::wire::convert_text;
use crate::wire::day::{Day, VisitDetail};

type Result<T> = std::result::Result<T, CommandError>;

impl Console {
    /// One day: agenda and waiting room.
    pub(crate) fn day(&self, input: &DayRef) -> Result<Day> {
        let open = self.clinic()?;
        let profile = open.profile()?;
        let now = open.now();
        let today = now.to_zoned_datetime(profile.zone.clone()).date();
        let date = match &input.date {
            None => today,
            Some(text) => text
                .parse::<Date>()
                .map_err(|_| CommandError::new(Code::Invalid, "Write the date as 2026-05-31.", ""))?,
        };
        let midnight = |date: Date| {
            date.to_zoned_datetime(profile.zone.clone())
                .map(|midnight| midnight.timestamp())
                .map_err(|_| CommandError::new(Code::Invalid, "This date is out of range.", ""))
        };
        let after = date
            .tomorrow()
            .map_err(|_| CommandError::new(Code::Invalid, "This date is out of range.", ""))?;
        let (from, to) = (midnight(date)?, midnight(after)?);
        let (visits, waiting, asked_back, guests, people_waiting, next, delay, rules, visit_types) = open
            .read(|clinic, now| {
                let visits = clinic.day(from, to)?;
                let next = if visits.is_empty() { clinic.next_visit_after(to)? } else { None };
                let guests = clinic.waiting_third_parties(now)?;
                Ok((
                    visits,
                    clinic.waiting_room(now)?,
                    clinic.asked_back()?,
                    guests,
                    clinic.people_waiting()?,
                    next,
                    clinic.delay_told()?,
                    clinic.waiting_rules()?,
                    clinic.visit_types()?,
                ))
            })?;
        let of_day = |id| visits.iter().any(|visit| visit.id == id);
        let waiting: Vec<_> = waiting.into_iter().filter(|card| of_day(card.visit_id)).collect();
        let asked_back =
            asked_back.into_iter().filter(|asked| of_day(asked.visit_id)).map(Into::into).collect();
        let guests: Vec<_> = guests.into_iter().filter(|guest| of_day(guest.third_party.visit_id)).collect();
        Ok(Day {
            date: date.to_string(),
            is_today: date == today,
            now: rfc3339(now),
            time_zone: profile.zone_name().to_owned(),
            provider_state: profile.provider_state.into(),
            delay_told: delay,
            late_minutes: rules.late_minutes,
            visit_types: visit_types.into_iter().map(Into::into).collect(),
            connection: open.connection(),
            waiting: waiting.into_iter().map(Into::into).collect(),
            asked_back,
            guests: guests.into_iter().map(Into::into).collect(),
            people_waiting,
            visits: visits.into_iter().map(Into::into).collect(),
            next_visit: next.map(|visit| convert::next_visit(visit, &profile.zone)),
        })
    }

    /// One visit, whole.
    pub(crate) fn visit_detail(&self, input: &VisitRef) -> Result<VisitDetail> {
        let id = visit_id(&input.visit_id)?;
        let open = self.clinic()?;
        let (visit, parties, requests, history) = open.read(|clinic, now| {
            let parties = clinic.phone_parties(id, now)?;
            Ok((clinic.visit(id, now)?, parties, clinic.vendor_requests(id, now)?, clinic.history(id)?))
        })?;
        let (texts, stopped) = open
            .read(|clinic, _| Ok((clinic.texts(id)?, clinic.stopped_since(visit.patient.phone.reveal())?)))?;
        Ok(convert::visit_detail(visit, parties, requests, texts, convert_text::texting(stopped), history))
    }
}
