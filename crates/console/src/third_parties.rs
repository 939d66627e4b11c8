//! Third parties by link: what the console window asks for any visit, and a call window for its own.

use std::sync::Arc;

use clinic::{Actor, Change, Clinic, InvitationId, VisitId};
use jiff::Timestamp;

use crate::commands::Nothing;
use crate::console::Console;
use crate::error::{Code, CommandError};
use crate::links;
use crate::marked::Mark;
use crate::open_clinic::{OpenClinic, invitation_id, visit_id};
use crate::principal::Principal;
use crate::wire::convert;
use crate::wire::day::InvitationLink;
use crate::wire::third_party::{DraftThirdPartyMail, GuestRef, InviteThirdParty, InvitedThirdParty};

type Result<T> = std::result::Result<T, CommandError>;

impl Console {
    /// A visit that somebody asks about, where they may: a call window only about its own.
    pub(crate) fn visit_for(&self, who: &Principal, visit: &str) -> Result<(Arc<OpenClinic>, VisitId)> {
        let (open, id) = (self.inner.clinic()?, visit_id(visit)?);
        match who {
            Principal::CallWindow { visit_id: own } if visit_id(own)? != id => Err(forbidden()),
            Principal::CallWindow { .. } | Principal::Console => Ok((open, id)),
        }
    }

    /// An invited person that somebody asks about, likewise.
    pub(crate) fn guest_for(
        &self,
        who: &Principal,
        invitation: &str,
    ) -> Result<(Arc<OpenClinic>, InvitationId)> {
        let (open, id) = (self.inner.clinic()?, invitation_id(invitation)?);
        let visit = open.read(|clinic, _| clinic.visit_of_invitation(id))?;
        self.visit_for(who, &visit.to_string())?;
        Ok((open, id))
    }

    pub(crate) fn change_guest(
        &self,
        who: &Principal,
        invitation: &str,
        change: impl FnOnce(
            &mut Clinic,
            InvitationId,
            Timestamp,
        ) -> std::result::Result<Vec<Change>, clinic::Error>,
    ) -> Result<Nothing> {
        let (open, id) = self.guest_for(who, invitation)?;
        open.change(|clinic, now| change(clinic, id, now))?;
        Ok(Nothing {})
    }

    pub(crate) fn invite(&self, who: &Principal, input: InviteThirdParty) -> Result<InvitedThirdParty> {
        let (open, visit) = self.visit_for(who, &input.visit_id)?;
        let fields = convert::third_party_fields(input);
        let id = open.write(|clinic, now| clinic.invite_third_party(visit, fields, Actor::Provider, now))?;
        Ok(InvitedThirdParty { invitation_id: id.to_string() })
    }

    pub(crate) async fn give_link(&self, who: &Principal, input: &GuestRef) -> Result<InvitationLink> {
        let (open, id) = self.guest_for(who, &input.invitation_id)?;
        self.guest_link(&open, id).await
    }

    pub(crate) async fn draft_mail(&self, who: &Principal, input: DraftThirdPartyMail) -> Result<Nothing> {
        let (open, id) = self.guest_for(who, &input.invitation_id)?;
        let link = self.guest_link(&open, id).await?;
        self.inner.host.open_link(&links::mail(
            Mark::of(&open.world),
            &input.subject,
            &input.text,
            &link.url,
        )?)?;
        Ok(Nothing {})
    }
}

fn forbidden() -> CommandError {
    CommandError::new(Code::Forbidden, "This window may not do that.", "")
}
