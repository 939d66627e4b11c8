//! What answers the commands about texts. Nothing is sent here: what is asked for is stored, and an effect carries it out.

use std::sync::Arc;

use clinic::{Actor, InvitationId, TextBody, TextId, VisitId, text_template};
use jiff::{SignedDuration, Timestamp};
use twilio::messaging::segments::{self, Encoding};

use crate::commands::{Nothing, VisitRef};
use crate::console::Console;
use crate::effects_text::{self, plainly, written};
use crate::error::CommandError;
use crate::marked::Mark;
use crate::open_clinic::{OpenClinic, text_id, visit_id};
use crate::principal::Principal;
use crate::wire::convert::rfc3339;
use crate::wire::directory::CheckNumber;
use crate::wire::text::{
    AskedText, PatientNumber, PlainForm, PreviewTemplate, PreviewThirdPartyText, SettleText, TextEncoding,
    TextInvitation, TextNotices, TextPreview, TextRef, TextRefs, TextSender, TextSettings, TextSettingsView,
    TextTemplate, TextThirdParty,
};

type Result<T> = std::result::Result<T, CommandError>;

/// As long as a link that Twilio shortened: ten characters behind a domain, whose length Twilio does not tell.
const SHORTENED: usize = 30;

/// A template is shown as for a visit that starts so long from now.
const SAMPLE: SignedDuration = SignedDuration::from_hours(24);

impl Console {
    /// A third party's text is asked about by those who may ask about their visit.
    fn text_for(&self, who: &Principal, text: &str) -> Result<(Arc<OpenClinic>, VisitId, TextId)> {
        let id = text_id(text)?;
        let visit = self.inner.clinic()?.read(|clinic, _| clinic.visit_of_text(id))?;
        let (open, visit) = self.visit_for(who, &visit.to_string())?;
        Ok((open, visit, id))
    }

    pub(crate) async fn preview_text(&self, input: &VisitRef) -> Result<TextPreview> {
        let (open, visit) = (self.inner.clinic()?, visit_id(&input.visit_id)?);
        let draft = open.read(|clinic, now| clinic.text_draft(visit, now))?;
        preview_draft(&open, draft).await
    }

    pub(crate) async fn preview_third_party_text(
        &self,
        who: &Principal,
        input: &PreviewThirdPartyText,
    ) -> Result<TextPreview> {
        let (open, id) = self.guest_for(who, &input.invitation_id)?;
        let draft = open.read(|clinic, now| clinic.third_party_text_draft(id, &input.number, now))?;
        preview_draft(&open, draft).await
    }

    pub(crate) fn text_invitation(&self, input: &TextInvitation) -> Result<AskedText> {
        let (open, visit) = (self.inner.clinic()?, visit_id(&input.visit_id)?);
        let anyway = input.anyway.unwrap_or(false);
        let id = open.write(|clinic, now| clinic.text_invitation(visit, anyway, Actor::Provider, now))?;
        Ok(AskedText { text_id: id.to_string() })
    }

    pub(crate) fn text_third_party(&self, who: &Principal, input: &TextThirdParty) -> Result<AskedText> {
        let (open, id) = self.guest_for(who, &input.invitation_id)?;
        let anyway = input.anyway.unwrap_or(false);
        let id = open
            .write(|clinic, now| clinic.text_third_party(id, &input.number, anyway, Actor::Provider, now))?;
        Ok(AskedText { text_id: id.to_string() })
    }

    pub(crate) fn cancel_text(&self, who: &Principal, input: &TextRef) -> Result<Nothing> {
        let (open, visit, id) = self.text_for(who, &input.text_id)?;
        open.change(|clinic, now| clinic.cancel_text(visit, id, Actor::Provider, now))?;
        Ok(Nothing {})
    }

    pub(crate) fn settle_text(&self, who: &Principal, input: &SettleText) -> Result<Nothing> {
        let (open, visit, id) = self.text_for(who, &input.text_id)?;
        let verdict = input.verdict.into();
        open.change(|clinic, now| clinic.settle_text(visit, id, verdict, Actor::Provider, now))?;
        Ok(Nothing {})
    }

    pub(crate) fn look_at_number(&self, input: &CheckNumber) -> Result<PatientNumber> {
        Ok(self.inner.clinic()?.read(|clinic, _| clinic.look_at_number(&input.number))?.into())
    }

    pub(crate) fn text_notices(&self) -> Result<TextNotices> {
        let notices = self.inner.clinic()?.read(|clinic, _| clinic.text_notices())?;
        Ok(TextNotices { notices: notices.into_iter().map(Into::into).collect() })
    }

    pub(crate) fn text_notices_seen(&self, input: &TextRefs) -> Result<Nothing> {
        let ids = input.text_ids.iter().map(|id| text_id(id)).collect::<Result<Vec<_>>>()?;
        self.inner.clinic()?.change(|clinic, now| clinic.notices_seen(&ids, now))?;
        Ok(Nothing {})
    }

    pub(crate) async fn text_settings(&self) -> Result<TextSettingsView> {
        let open = self.inner.clinic()?;
        let settings = open.read(|clinic, _| clinic.text_settings())?;
        // Without Twilio the rest can be read and set all the same.
        let sender = found_sender(&open).await.ok();
        let built_in = text_template::built_in_languages().flat_map(|language| {
            clinic::TextKind::ALL.iter().filter_map(move |kind| {
                let text = text_template::built_in(*kind, language)?.to_owned();
                Some(TextTemplate { kind: (*kind).into(), language: language.to_owned(), text })
            })
        });
        Ok(TextSettingsView {
            settings: settings.into(),
            built_in: built_in.collect(),
            variables: clinic::TextVariable::ALL.iter().map(|variable| variable.word().to_owned()).collect(),
            sender,
        })
    }

    pub(crate) fn set_text_settings(&self, input: TextSettings) -> Result<Nothing> {
        let settings = input.try_into()?;
        self.inner.clinic()?.change(|clinic, now| clinic.set_text_settings(settings, now))?;
        Ok(Nothing {})
    }

    pub(crate) fn preview_template(&self, input: PreviewTemplate) -> Result<TextPreview> {
        let open = self.inner.clinic()?;
        let zone = open.profile()?.zone;
        let (language, words) = (input.template.language.clone(), input.template.text.clone());
        let template = clinic::TextTemplate::from(input.template);
        let kind = template.kind;
        let sample = |text: &str| {
            let template = clinic::TextTemplate { text: text.to_owned(), ..template.clone() };
            open.read(|clinic, now| {
                let starts_at = now.saturating_add(SAMPLE).unwrap_or(Timestamp::MAX);
                clinic.sample_text(template, input.names, starts_at, now)
            })
        };
        let link = Sample::of(&open, kind.has_link(), input.shorten_links)?;
        let mut preview = link.preview(&sample(&words)?, input.plain);
        let plain = segments::plainer(&words);
        if let Some(plain) = plain.filter(|_| !input.plain) {
            let segments = link.preview(&sample(&plain)?, false).segments;
            preview.plain = (segments < preview.segments).then_some(PlainForm { template: plain, segments });
        }
        Ok(TextPreview { language, time_zone: zone.iana_name().unwrap_or("UTC").to_owned(), ..preview })
    }
}

async fn preview_draft(open: &OpenClinic, draft: clinic::TextDraft) -> Result<TextPreview> {
    let link = Sample::of(open, draft.body.has_link(), draft.shorten_links)?;
    // A preview is shown also while Twilio is not reached; sending says so.
    let has_sender = effects_text::sender(open).await.map_or(true, |sender| sender.is_there());
    Ok(TextPreview {
        number_shown: clinic::phone_number::shown(draft.number.reveal()),
        language: draft.language,
        quiet_until: draft.quiet_until.map(rfc3339),
        goes_at: draft.goes_at.map(rfc3339),
        time_zone: draft.zone.iana_name().unwrap_or("UTC").to_owned(),
        has_sender,
        ..link.preview(&draft.body, draft.plain)
    })
}

/// A link that is as long as a real one, and none: what is shown of it, and what is counted.
struct Sample {
    mark: Mark,
    shown: String,
    counted: String,
    shortened: bool,
}

impl Sample {
    fn of(open: &OpenClinic, wanted: bool, shortened: bool) -> Result<Sample> {
        let mark = Mark::of(&open.world);
        if !wanted {
            return Ok(Sample { mark, shown: String::new(), counted: String::new(), shortened: false });
        }
        let portal = format!("{}/#", open.world.portal_url);
        let shown = format!("{portal}…");
        if shortened {
            return Ok(Sample { mark, shown, counted: "x".repeat(SHORTENED), shortened });
        }
        // A token of a real one's length; the token itself goes nowhere.
        let length = open.mint.link(InvitationId::random(), open.now())?.as_str().len();
        Ok(Sample { mark, shown, counted: format!("{portal}{}", "x".repeat(length)), shortened })
    }

    fn preview(&self, body: &TextBody, plain: bool) -> TextPreview {
        let body = &self.mark.text(body);
        let whole = written(body, &self.counted, plain);
        let count = segments::count(&whole);
        let without = segments::count(&written(body, "", plain)).segments;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // Plain signs where the whole text is: the short form shown may not need them.
        let is_plain = whole != body.with_link(&self.counted);
        let shown =
            if is_plain { body.map(plainly).with_link(&self.shown) } else { body.with_link(&self.shown) };
        TextPreview {
            number_shown: String::new(),
            language: String::new(),
            text: shown,
            segments: number(count.segments),
            encoding: match count.encoding {
                Encoding::Gsm7 => TextEncoding::Gsm7,
                Encoding::Ucs2 => TextEncoding::Ucs2,
            },
            units: number(count.units),
            left: number(count.left),
            unusual: segments::unusual(&whole).into_iter().map(String::from).collect(),
            link_length: number(self.counted.len()),
            link_segments: number(count.segments.saturating_sub(without)),
            shortened: self.shortened,
            plain: None,
            quiet_until: None,
            goes_at: None,
            time_zone: String::new(),
            has_sender: true,
        }
    }
}

async fn found_sender(open: &OpenClinic) -> Result<TextSender> {
    let sender = effects_text::sender(open).await?;
    let number_shown = sender.number.as_deref().map(clinic::phone_number::shown);
    let Some(sid) = sender.service else {
        return Ok(TextSender {
            service: None,
            service_name: None,
            us_registered: None,
            can_shorten: false,
            number_shown,
        });
    };
    let services = open.twilio.messaging_services();
    let service = services.fetch(&sid).await;
    open.heard(&service);
    let service = service.ok();
    let domain = services.link_domain(&sid).await;
    Ok(TextSender {
        service: Some(sid.as_str().to_owned()),
        service_name: service.as_ref().and_then(|service| service.friendly_name.clone()),
        us_registered: service.and_then(|service| service.us_app_to_person_registered),
        can_shorten: matches!(domain, Ok(Some(_))),
        number_shown,
    })
}
