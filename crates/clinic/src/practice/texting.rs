//! Texts, as the provider has them: send a link, call a text off, settle one that nobody knows of, set the plan.

use jiff::Timestamp;

use super::Clinic;
use super::text_planning::{detail, text_settings, useful_until, zone_of};
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::{Error, Invalid};
use crate::id::{InvitationId, TextId, VisitId};
use crate::store::text_message::TextRow;
use crate::store::visit::VisitRow;
use crate::store::{effect, opt_out, patient, setting, text_message, visit};
use crate::text::{TextEvent, TextState};
use crate::text_message::{TextDraft, TextFailure, TextVerdict};
use crate::text_plan::{self, TextSettings};
use crate::text_template::{self, TextKind, TextTemplate, TextValues};
use crate::visit::VisitEvent;

/// The texts about one visit, at most: a mistake that repeats itself stops here.
const MOST_TEXTS: usize = 60;

impl Clinic {
    /// Texts a visit's patient their link; whoever has no invitation is given one. In quiet hours it waits for their end, unless
    /// `anyway`. Answers before anything is sent.
    ///
    /// # Errors
    /// [`Error::NoNumberToText`], [`Error::NumberNotTexted`], [`Error::OptedOut`]; [`Error::TextOnItsWay`]; as
    /// [`invite`](Clinic::invite).
    pub fn text_invitation(
        &mut self,
        id: VisitId,
        anyway: bool,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(TextId, Vec<Change>), Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            let patient = patient::get(work.db, visit.patient_no)?;
            let number = work.number_to_text(patient.phone.reveal())?;
            let works = work
                .invitation_of(&visit)?
                .is_some_and(|known| known.is_open() && known.expires_at > work.now);
            if !works {
                visit.state.after(VisitEvent::PatientInvited, visit.before)?;
                work.invite_patient(&mut visit, actor)?;
            } else if visit.state.is_closed() {
                return Err(Error::VisitClosed);
            }
            let invitation = work.invitation_of(&visit)?.ok_or(Error::NoLink)?;
            let new = TextRow {
                invitation_no: Some(invitation.no),
                anyway,
                ..work.new_text(TextKind::Invitation, &visit, &number, &patient.language)
            };
            let zone = zone_of(&patient, work.zone());
            work.send_by_hand(new, &visit, &zone, actor)
        })
    }

    /// Texts a third party their link, likewise. The number is kept with the text alone.
    ///
    /// # Errors
    /// As [`text_invitation`](Clinic::text_invitation); [`Error::NoThirdPartyLink`] where their link leads nowhere.
    pub fn text_third_party(
        &mut self,
        id: InvitationId,
        number: &str,
        anyway: bool,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(TextId, Vec<Change>), Error> {
        self.write(now, |work| {
            let invitation = work.invitation(id)?;
            let third = work.third_of(&invitation)?.ok_or(Error::NotFound("third party"))?;
            let visit = work.visit_of(&invitation)?;
            if !invitation.is_open() || invitation.expires_at <= work.now || third.state.is_final() {
                return Err(Error::NoThirdPartyLink);
            }
            let number = work.number_to_text(number)?;
            let new = TextRow {
                invitation_no: Some(invitation.no),
                to_third_party: true,
                anyway,
                ..work.new_text(TextKind::ThirdParty, &visit, &number, &third.language)
            };
            let zone = work.zone().clone();
            work.send_by_hand(new, &visit, &zone, actor)
        })
    }

    /// How a patient's link would be texted now. The number may be none, or one that is not texted: sending says so.
    ///
    /// # Errors
    /// As [`text_invitation`](Clinic::text_invitation), but for what is said of the number.
    pub fn text_draft(&self, id: VisitId, now: Timestamp) -> Result<TextDraft, Error> {
        let visit = visit::get(&self.db, id)?.ok_or(Error::NotFound("visit"))?;
        let work = Work::begin(&self.db, now)?;
        let patient = patient::get(&self.db, visit.patient_no)?;
        let zone = zone_of(&patient, work.zone());
        let number = work.number_to_text(patient.phone.reveal())?;
        work.draft(TextKind::Invitation, &visit, number, &patient.language, zone)
    }

    /// How a third party's link would be texted now.
    ///
    /// # Errors
    /// As [`text_third_party`](Clinic::text_third_party).
    pub fn third_party_text_draft(
        &self,
        id: InvitationId,
        number: &str,
        now: Timestamp,
    ) -> Result<TextDraft, Error> {
        let work = Work::begin(&self.db, now)?;
        let invitation = work.invitation(id)?;
        let third = work.third_of(&invitation)?.ok_or(Error::NotFound("third party"))?;
        let visit = work.visit_of(&invitation)?;
        let number = work.number_to_text(number)?;
        let zone = work.zone().clone();
        work.draft(TextKind::ThirdParty, &visit, number, &third.language, zone)
    }

    /// How a template would look for a visit that starts at `starts_at`, for the one who writes it.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what is wrong with it.
    pub fn sample_text(
        &self,
        template: TextTemplate,
        names: bool,
        starts_at: Timestamp,
        now: Timestamp,
    ) -> Result<text_template::TextBody, Error> {
        let template = template.check(names)?;
        let work = Work::begin(&self.db, now)?;
        let values = TextValues {
            clinic: work.profile().clinic_name.clone(),
            provider: work.profile().practitioner.name.clone(),
            starts_at,
            zone: work.zone().clone(),
            language: template.language.clone(),
            name: "Alex Morgan".into(),
            reason: "Follow-up".into(),
        };
        Ok(text_template::write_out(&template.text, &values)?)
    }

    /// Calls a text off. One that Twilio was not asked for is called off here and now; one that its scheduler has, there.
    ///
    /// # Errors
    /// [`Error::TextRefused`] where it is too late for that.
    pub fn cancel_text(
        &mut self,
        visit: VisitId,
        id: TextId,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.text(visit, id)?;
            if row.cancelling {
                return Ok(());
            }
            work.call_off_text(&mut row, actor)
        })
        .map(|((), changes)| changes)
    }

    /// What a person says of a text that nobody knows of; or it is looked for once more.
    ///
    /// # Errors
    /// [`Error::TextRefused`] where there is nothing to settle.
    pub fn settle_text(
        &mut self,
        visit: VisitId,
        id: TextId,
        verdict: TextVerdict,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.text(visit, id)?;
            let event = match verdict {
                TextVerdict::Sent => TextEvent::TextSaidSent,
                TextVerdict::Unsent => TextEvent::TextSaidUnsent,
                TextVerdict::Search => TextEvent::TextSearched,
            };
            row.state.after(event)?;
            row.noticed = true;
            if verdict == TextVerdict::Unsent {
                row.failure = Some(TextFailure::SaidUnsent);
            }
            if verdict == TextVerdict::Search {
                row.lost_at = Some(work.now);
                effect::ask_of_text(work.db, effect::SEND, row.visit_no, row.no, work.now, work.now)?;
            }
            work.text_happens(&mut row, event, actor)
        })
        .map(|((), changes)| changes)
    }

    /// Somebody has seen what there was to tell of these texts.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn notices_seen(&mut self, ids: &[TextId], now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            for id in ids {
                let Some(mut row) = text_message::get(work.db, *id)? else { continue };
                // What is to be settled stays until it is.
                if row.noticed || row.state == TextState::Unresolved {
                    continue;
                }
                row.noticed = true;
                text_message::update(work.db, &row)?;
                let visit = visit::by_no(work.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
                work.audit(Actor::Provider, "textNoticeSeen", Some(visit.id), &detail(&row))?;
                work.text_changed(&visit, row.id);
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// How the clinic texts.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn text_settings(&self) -> Result<TextSettings, Error> {
        text_settings(&self.db)
    }

    /// Writes that. Texts that were planned by the old plan follow the new one.
    ///
    /// # Errors
    /// [`Error::Invalid`] says which field cannot be taken.
    pub fn set_text_settings(
        &mut self,
        settings: TextSettings,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        let settings = settings.check()?;
        let text = serde_json::to_string(&settings)
            .map_err(|_| Invalid::new("templates", "These texts could not be written down."))?;
        self.write(now, |work| {
            setting::set(work.db, setting::TEXTS, &text)?;
            let plan: Vec<String> = settings
                .plan
                .iter()
                .map(|planned| format!("{} {}", planned.kind.word(), planned.minutes_before))
                .collect();
            work.audit(Actor::Provider, "textSettingsSet", None, &plan.join(", "))?;
            let mut visits = text_message::planned_visits(work.db)?;
            if !settings.plan.is_empty() {
                visits.extend(text_message::visits_to_come(work.db, work.now)?);
            }
            visits.sort_unstable();
            visits.dedup();
            for no in visits {
                let visit = visit::by_no(work.db, no)?.ok_or(Error::NotFound("visit"))?;
                work.plan_texts(&visit, &settings)?;
            }
            work.change(Change::TextSettingsChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    /// A text of a visit.
    fn text(&self, visit: VisitId, id: TextId) -> Result<TextRow, Error> {
        let visit = self.visit(visit)?;
        text_message::get(self.db, id)?.filter(|row| row.visit_no == visit.no).ok_or(Error::NotFound("text"))
    }

    /// A number, where the clinic may text it and its person has not said STOP.
    fn number_to_text(&self, text: &str) -> Result<String, Error> {
        let number = self.check_text_number(text)?;
        if opt_out::since(self.db, &number)?.is_some() {
            return Err(Error::OptedOut);
        }
        Ok(number)
    }

    fn send_by_hand(
        &mut self,
        new: TextRow,
        visit: &VisitRow,
        zone: &jiff::tz::TimeZone,
        actor: Actor,
    ) -> Result<TextId, Error> {
        let rows = text_message::of_visit(self.db, visit.no)?;
        let on_its_way = rows.iter().any(|row| {
            row.kind.has_link()
                && row.number == new.number
                && matches!(
                    row.state,
                    TextState::Intended | TextState::Requested | TextState::Unknown | TextState::Unresolved
                )
        });
        let waits = rows
            .iter()
            .any(|row| row.kind.is_by_hand() && row.number == new.number && row.state == TextState::Planned);
        if on_its_way || (waits && !new.anyway) {
            return Err(Error::TextOnItsWay);
        }
        if rows.len() >= MOST_TEXTS {
            return Err(Error::TooManyTexts);
        }
        // Sent now, it need not be sent again when the quiet hours end.
        for mut row in rows {
            if row.kind.is_by_hand() && row.number == new.number && row.state == TextState::Planned {
                self.withdraw_text(&mut row)?;
            }
        }
        let quiet = text_settings(self.db)?.quiet.filter(|_| !new.anyway);
        let until = useful_until(&new, visit);
        let at = text_plan::send_time(self.now, until, quiet, zone, self.now);
        let new = TextRow { planned_for: at.unwrap_or(self.now), ..new };
        self.add_text(new, visit, actor)
    }

    fn draft(
        &self,
        kind: TextKind,
        visit: &VisitRow,
        number: String,
        language: &str,
        zone: jiff::tz::TimeZone,
    ) -> Result<TextDraft, Error> {
        let settings = text_settings(self.db)?;
        let (template, language) = text_template::words_for(&settings.templates, kind, language);
        let patient = patient::get(self.db, visit.patient_no)?;
        let values = TextValues {
            clinic: self.profile().clinic_name.clone(),
            provider: self.profile().practitioner.name.clone(),
            starts_at: visit.starts_at,
            zone: zone.clone(),
            language: language.clone(),
            name: patient.name.into_revealed(),
            reason: visit.reason.clone(),
        };
        Ok(TextDraft {
            number: number.into(),
            language,
            body: text_template::write_out(&template, &values)?,
            plain: settings.plain,
            shorten_links: settings.shorten_links,
            quiet_until: settings.quiet.and_then(|quiet| quiet.end_after(self.now, &zone)),
            goes_at: text_plan::send_time(
                self.now,
                useful_until(&self.new_text(kind, visit, "", ""), visit),
                settings.quiet,
                &zone,
                self.now,
            ),
            zone,
        })
    }
}
