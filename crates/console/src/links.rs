//! Links, for handing out: waited for until they lead somewhere, minted when they are asked for.

use std::time::Duration;

use clinic::{Actor, InvitationId, Link, Readiness};
use jiff::Timestamp;

use crate::commands::Nothing;
use crate::console::Console;
use crate::error::{Code, CommandError};
use crate::marked::Mark;
use crate::open_clinic::{OpenClinic, visit_id};
use crate::wire::convert::rfc3339;
use crate::wire::day::{DraftInvitationMail, InvitationLink};

/// How long a link that is asked for may wait for its Documents.
const PATIENCE: Duration = Duration::from_secs(8);

/// The longest subject and text of a drafted e-mail, in characters: a whole address has to pass through the system.
const LONGEST_SUBJECT: usize = 200;
const LONGEST_TEXT: usize = 2000;

type Result<T> = std::result::Result<T, CommandError>;

impl Console {
    /// A link for a visit's patient.
    pub(crate) async fn patient_link(&self, visit: &str) -> Result<InvitationLink> {
        let (open, id) = (self.inner.clinic()?, visit_id(visit)?);
        let readiness = |clinic: &clinic::Clinic, now| {
            Ok(clinic.visit(id, now)?.invitation.map(|invitation| invitation.readiness))
        };
        self.until_ready(&open, readiness).await?;
        let link =
            open.write(|clinic, now| clinic.link(id, Actor::Provider, now).map(|link| (link, Vec::new())))?;
        minted(&open, link)
    }

    /// Opens a draft of an e-mail with the link of a visit's patient.
    pub(crate) async fn draft_patient_mail(&self, input: &DraftInvitationMail) -> Result<Nothing> {
        let link = self.patient_link(&input.visit_id).await?;
        let mark = Mark::of(&self.inner.clinic()?.world);
        self.inner.host.open_link(&mail(mark, &input.subject, &input.text, &link.url)?)?;
        Ok(Nothing {})
    }

    /// A link for a third party.
    pub(crate) async fn guest_link(&self, open: &OpenClinic, id: InvitationId) -> Result<InvitationLink> {
        let readiness = |clinic: &clinic::Clinic, now| {
            let visit = clinic.visit(clinic.visit_of_invitation(id)?, now)?;
            Ok(visit.third_parties.into_iter().find(|third| third.id == id).map(|third| third.readiness))
        };
        self.until_ready(open, readiness).await?;
        let link = open.write(|clinic, now| {
            clinic.third_party_link(id, Actor::Provider, now).map(|link| (link, Vec::new()))
        })?;
        minted(open, link)
    }

    /// Waits until the invitation's Documents stand, so that a link that is handed out leads somewhere.
    async fn until_ready(
        &self,
        open: &OpenClinic,
        readiness: impl Fn(&clinic::Clinic, Timestamp) -> std::result::Result<Option<Readiness>, clinic::Error>,
    ) -> Result<()> {
        let mut events = self.events();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            match open.read(&readiness)? {
                Some(Readiness::SettingUp) => {}
                Some(Readiness::Failed { message }) => {
                    return Err(CommandError::new(Code::Conflict, message, ""));
                }
                // Where there is none, or none that works, the clinic says so itself.
                Some(Readiness::Ready | Readiness::Closed) | None => return Ok(()),
            }
            if tokio::time::timeout_at(deadline, events.recv()).await.is_err() {
                return Err(CommandError::new(
                    Code::Conflict,
                    "The link is still being set up.",
                    "It is ready as soon as Twilio answers; try again in a moment.",
                ));
            }
        }
    }
}

pub(crate) fn minted(open: &OpenClinic, link: Link) -> Result<InvitationLink> {
    let token = open.mint.link(link.invitation, open.now())?;
    Ok(InvitationLink {
        url: format!("{}/#{}", open.world.portal_url, token.as_str()),
        expires_at: rfc3339(link.expires_at),
    })
}

/// The address of an e-mail draft with the link at its end (RFC 6068); whom it goes to is left to the person.
pub(crate) fn mail(mark: Mark, subject: &str, text: &str, link: &str) -> Result<String> {
    if subject.chars().count() > LONGEST_SUBJECT || text.chars().count() > LONGEST_TEXT {
        return Err(CommandError::new(Code::Invalid, "This is too long for an e-mail draft.", "Shorten it."));
    }
    let (subject, text) = (mark.words(subject), mark.words(text));
    let body = format!("{}\r\n\r\n{link}\r\n", text.trim_end().replace("\r\n", "\n").replace('\n', "\r\n"));
    Ok(format!("mailto:?subject={}&body={}", encoded(&subject), encoded(&body)))
}

/// Percent-encoded but for the unreserved characters (RFC 3986): nothing of the text can become a part of the address.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn nothing_of_the_words_becomes_a_part_of_the_address() {
        let url = mail(Mark::REAL, "A visit & more", "Hello,\ncome in?cc=x@y", "http://p/#t.o-k_n").unwrap();
        assert_eq!(
            url,
            "mailto:?subject=A%20visit%20%26%20more&body=Hello%2C%0D%0Acome%20in%3Fcc%3Dx%40y%0D%0A%0D%0Ahttp%3A%2F%2Fp%2F%23t.o-k_n%0D%0A"
        );
        assert_eq!(mail(Mark::REAL, &"x".repeat(201), "", "").unwrap_err().code, Code::Invalid);
    }
}
