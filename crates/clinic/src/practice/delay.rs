//! Telling everybody who waits that the provider is late, and taking it back.

use jiff::Timestamp;

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::chat::{ChatState, Saying};
use crate::error::Error;
use crate::profile::ProviderState;
use crate::store::invitation::InvitationRow;
use crate::store::{chat_message, invitation, setting};

/// What is written of a delay; pages say it in their reader's language.
fn words(minutes: u32) -> String {
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    format!("I am running about {minutes} {unit} late. Thank you for waiting.")
}

const ON_TIME: &str = "I am not late after all. We begin as planned.";

/// A delay that was told.
struct Told {
    at: Timestamp,
    minutes: u32,
    before: ProviderState,
}

impl Told {
    fn to_text(&self) -> String {
        format!("{} {} {}", self.at.as_millisecond(), self.minutes, self.before.to_text())
    }

    fn from_text(text: &str) -> Option<Told> {
        let mut parts = text.splitn(3, ' ');
        Some(Told {
            at: Timestamp::from_millisecond(parts.next()?.parse().ok()?).ok()?,
            minutes: parts.next()?.parse().ok()?,
            before: ProviderState::from_text(parts.next()?)?,
        })
    }
}

impl Clinic {
    /// Sets the provider's state to late, and writes to everybody who waits. `text` is what the provider chose to say
    /// instead of the usual words. Answers how many were written to.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a delay out of bounds, or a text that is too long.
    pub fn tell_delay(
        &mut self,
        minutes: u32,
        text: Option<&str>,
        now: Timestamp,
    ) -> Result<(u32, Vec<Change>), Error> {
        let state = ProviderState::Late { minutes }.check()?;
        let text = text.map(crate::chat::written).transpose()?;
        self.write(now, |work| {
            let before = match work.delay_told()? {
                // Told again: what is taken back is all of it.
                Some(told) => told.before,
                None => work.chosen_state()?,
            };
            let (usual, saying) = (words(minutes), Saying::Late { minutes });
            let mut people = 0;
            for row in invitation::waiting(work.db)? {
                let (text, saying) = match &text {
                    Some(own) => (own.as_str(), None),
                    None => (usual.as_str(), Some(saying)),
                };
                people += u32::from(work.tell(&row, text, saying)?);
            }
            let told = Told { at: work.now, minutes, before };
            setting::set(work.db, setting::DELAY_TOLD, &told.to_text())?;
            work.choose_state(state)?;
            work.audit(Actor::Provider, "delayTold", None, &format!("{minutes} {people}"))?;
            Ok(people)
        })
    }

    /// Takes a delay back that was told: the state is as it was before, what is not sent yet is not, and whoever was told
    /// is told that it is over. Answers how many.
    ///
    /// # Errors
    /// [`Error::NoDelayTold`] where the state was set otherwise since.
    pub fn take_delay_back(&mut self, now: Timestamp) -> Result<(u32, Vec<Change>), Error> {
        self.write(now, |work| {
            let told = work.delay_told()?.ok_or(Error::NoDelayTold)?;
            let mut people = 0;
            for row in invitation::open(work.db)? {
                // All were written to at the instant at which it was told, by whichever words.
                match chat_message::written_at(work.db, row.no, told.at)? {
                    Some(message) if message.state == ChatState::Pending => {
                        chat_message::withdraw(work.db, row.no, message.id)?;
                        work.chat_changed(&row)?;
                    }
                    Some(_) => people += u32::from(work.tell(&row, ON_TIME, Some(Saying::OnTime))?),
                    None => {}
                }
            }
            setting::remove(work.db, setting::DELAY_TOLD)?;
            work.choose_state(told.before)?;
            work.audit(Actor::Provider, "delayTakenBack", None, &people.to_string())?;
            Ok(people)
        })
    }

    /// How many a delay would be told to now: patients and third parties who wait, whichever day their visit is of.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn people_waiting(&self) -> Result<u32, Error> {
        Ok(invitation::waiting(&self.db)?.len().try_into().unwrap_or(u32::MAX))
    }

    /// The minutes of a delay that was told and can be taken back.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn delay_told(&self) -> Result<Option<u32>, Error> {
        let kept = setting::get(&self.db, setting::DELAY_TOLD)?;
        Ok(kept.and_then(|kept| Told::from_text(&kept)).map(|told| told.minutes))
    }
}

impl Work<'_> {
    /// Writes to one of many; says whether they were. Whoever was written to so often knows enough: the state tells them too.
    fn tell(&mut self, row: &InvitationRow, text: &str, saying: Option<Saying>) -> Result<bool, Error> {
        match self.write_to(row, text, saying) {
            Ok(_) => Ok(true),
            Err(Error::TooManyMessages) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn delay_told(&self) -> Result<Option<Told>, Error> {
        Ok(setting::get(self.db, setting::DELAY_TOLD)?.and_then(|kept| Told::from_text(&kept)))
    }
}
