//! What answers the commands about the directory and about third parties by phone.
//!
//! Keys, joining and taking over are asked of Twilio while the window waits, never as an effect: an effect may be carried out twice, and
//! a key that is pressed twice leads elsewhere in a phone tree.

use std::sync::Arc;

use clinic::{Actor, DialEvent, DialFields, Offer, PhonePartyId, Pii, Step, VisitId, recipe};
use jiff::Timestamp;
use twilio::CallSid;
use twilio::voice::{Twiml, TwimlError};

use crate::commands::Nothing;
use crate::console::Console;
use crate::effects_dial;
use crate::error::{Code, CommandError};
use crate::marked;
use crate::open_clinic::{OpenClinic, line_id, party_id};
use crate::phone_twiml::{self, Place};
use crate::principal::Principal;
use crate::wire::call::CallPerson;
use crate::wire::convert::rfc3339;
use crate::wire::convert_phone;
use crate::wire::directory::{
    CheckNumber, Directory, DirectoryImported, FileSaved, ImportDirectory, LineChoice, LineOrder, LineRef,
    NumberInfo, PreviewRecipe, RecipeMistake, RecipePreview, SaveLine, SavedLine,
};
use crate::wire::phone::{
    AddByPhone, AddedParty, CallLines, DryRun, JoinLeg, LinesForCall, PartyRef, PhoneWay, PressKeys,
    TryPhoneTree,
};
use crate::wire::third_party::ThirdPartyRole;

type Result<T> = std::result::Result<T, CommandError>;

/// A phone leg in the room, for the tile of the call window.
pub(crate) fn person(party: &clinic::PhoneParty) -> CallPerson {
    let name = party.name.reveal();
    CallPerson {
        identity: party.id.identity(),
        name: if name.is_empty() { clinic::phone_number::shown(party.number.reveal()) } else { name.clone() },
        role: party.role.into(),
        relationship: String::new(),
    }
}

fn too_long(error: &TwimlError) -> CommandError {
    let message = match error {
        TwimlError::TooLong { .. } => {
            "The phone tree is longer than Twilio takes at once. Shorten what is said in it."
        }
        TwimlError::Keys | TwimlError::Pause => "The phone tree has a step that cannot be done.",
    };
    CommandError::new(Code::Invalid, message, "")
}

impl Console {
    pub(crate) fn directory(&self) -> Result<Directory> {
        let open = self.clinic()?;
        let lines = open.read(|clinic, now| clinic.directory(now))?;
        Ok(Directory {
            lines: lines.into_iter().map(|(line, opening)| convert_phone::line(line, opening)).collect(),
            now: rfc3339(open.now()),
        })
    }

    pub(crate) async fn save_line(&self, mut input: SaveLine) -> Result<SavedLine> {
        let open = self.clinic()?;
        let known = input.id.take().map(|id| line_id(&id)).transpose()?;
        let code = input.access_code.take();
        let code = match code.as_deref().map(str::trim) {
            None => None,
            Some("") => Some(None),
            Some(code) => Some(Some(recipe::access_code(code).map_err(clinic::Error::Invalid)?)),
        };
        let fields = convert_phone::line_fields(input);
        for recipe in &fields.recipes {
            // Checked here too, since only the console knows how long the TwiML becomes; the clinic's words come first.
            if recipe.check().is_ok() {
                phone_twiml::shown(&recipe.steps, 16).map_err(|error| too_long(&error))?;
            }
        }
        let id = open.write(|clinic, now| clinic.save_line(known, fields, now))?;
        if let Some(code) = code {
            let line = id.to_string();
            let kept = self.inner.host.save_access_code(open.world.practice, &line, code.as_deref()).await;
            if let Err(error) = kept {
                // A new line without its code would be made once more by the next try.
                if known.is_none() {
                    open.change(|clinic, now| clinic.remove_line(id, now))?;
                }
                return Err(error);
            }
            let keys = code.map(|code| u32::try_from(code.len()).unwrap_or(0));
            open.change(|clinic, now| clinic.set_access_code(id, keys, now))?;
        }
        Ok(SavedLine { line_id: id.to_string() })
    }

    pub(crate) async fn remove_line(&self, input: &LineRef) -> Result<Nothing> {
        let (open, id) = (self.clinic()?, line_id(&input.line_id)?);
        let has_code = open.read(|clinic, _| clinic.line(id))?.code_keys.is_some();
        open.change(|clinic, now| clinic.remove_line(id, now))?;
        if has_code {
            self.inner.host.save_access_code(open.world.practice, &id.to_string(), None).await?;
        }
        Ok(Nothing {})
    }

    pub(crate) fn reorder_lines(&self, input: &LineOrder) -> Result<Nothing> {
        let order = input.line_ids.iter().map(|id| line_id(id)).collect::<Result<Vec<_>>>()?;
        self.clinic()?.change(|clinic, now| clinic.reorder_lines(&order, now))?;
        Ok(Nothing {})
    }

    pub(crate) async fn export_directory(&self) -> Result<FileSaved> {
        let open = self.clinic()?;
        let text = open.read(|clinic, _| clinic.export_directory())?;
        let today = open.now().to_zoned_datetime(open.profile()?.zone).date();
        marked::save_json(&open, &format!("directory-{today}.json"), text).await
    }

    pub(crate) fn preview_recipe(&self, input: PreviewRecipe) -> Result<RecipePreview> {
        let code_keys = match input.line_id {
            None => 0,
            Some(id) => {
                let id = line_id(&id)?;
                self.clinic()?.read(|clinic, _| clinic.line(id))?.code_keys.unwrap_or(0)
            }
        };
        let recipe = clinic::Recipe::from(input.recipe);
        let mut mistakes: Vec<RecipeMistake> = recipe
            .mistakes()
            .into_iter()
            .map(|mistake| RecipeMistake { step: mistake.step, message: mistake.message })
            .collect();
        let mut twiml = Vec::new();
        if mistakes.is_empty() {
            let checked = recipe.check().map_err(clinic::Error::Invalid)?;
            match phone_twiml::shown(&checked.steps, code_keys) {
                Ok(lines) => twiml = lines,
                Err(error) => {
                    mistakes.push(RecipeMistake { step: None, message: too_long(&error).message });
                }
            }
        }
        Ok(RecipePreview {
            mistakes,
            twiml,
            step_millis: recipe.steps.iter().map(|step| step.millis(code_keys)).collect(),
            total_millis: recipe.millis(code_keys),
        })
    }

    pub(crate) fn try_phone_tree(&self, input: TryPhoneTree) -> Result<Nothing> {
        let line = line_id(&input.line_id)?;
        let recipe = clinic::Recipe::from(input.recipe);
        self.clinic()?.write(|clinic, now| clinic.try_phone_tree(line, &recipe, now))?;
        Ok(Nothing {})
    }

    pub(crate) fn dry_run(&self) -> Result<DryRun> {
        let open = self.clinic()?;
        let call = open.read(|clinic, now| clinic.dry_run(now))?;
        Ok(DryRun { call: call.map(Into::into), now: rfc3339(open.now()) })
    }

    pub(crate) fn import_directory(&self, input: &ImportDirectory) -> Result<DirectoryImported> {
        let imported = self.clinic()?.write(|clinic, now| clinic.import_directory(&input.text, now))?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(DirectoryImported {
            added: count(imported.added),
            updated: count(imported.updated),
            without_code: count(imported.without_code),
        })
    }

    pub(crate) fn check_number(&self, input: &CheckNumber) -> Result<NumberInfo> {
        let checked = self.clinic()?.read(|clinic, _| clinic.check_number(&input.number))?;
        Ok(NumberInfo {
            number: checked.e164.into_revealed(),
            shown: checked.shown.into_revealed(),
            country: checked.country,
        })
    }

    pub(crate) fn lines_for_call(&self, who: &Principal, input: LinesForCall) -> Result<CallLines> {
        let (open, visit) = self.call(who)?;
        let language = match input.language.filter(|tag| !tag.is_empty()) {
            Some(tag) => tag,
            None => open.read(|clinic, now| Ok(clinic.visit(visit, now)?.summary.language))?,
        };
        let (offers, spoken) = match input.role {
            ThirdPartyRole::Interpreter => (Offer::Interpreter, Some(language.as_str())),
            ThirdPartyRole::Specialist => (Offer::Specialist, None),
            ThirdPartyRole::Family | ThirdPartyRole::Other => (Offer::Other, None),
        };
        let lines = open.read(|clinic, now| clinic.lines_for(offers, spoken, now))?;
        let lines = lines.into_iter().map(|(line, opening)| choice(line, opening, &language)).collect();
        Ok(CallLines { language, lines })
    }

    pub(crate) fn add_by_phone(&self, who: &Principal, input: AddByPhone) -> Result<AddedParty> {
        let (open, visit) = self.call(who)?;
        let fields = DialFields {
            line: input.line_id.as_deref().map(line_id).transpose()?,
            number: Pii::new(input.number.unwrap_or_default()),
            name: Pii::new(input.name.unwrap_or_default()),
            role: input.role.into(),
            language: input.language.unwrap_or_default(),
            way: input.way.into(),
            detect_machine: input.detect_machine.unwrap_or(false),
        };
        let id = open.write(|clinic, now| clinic.add_by_phone(visit, fields, Actor::Provider, now))?;
        Ok(AddedParty { party_id: id.to_string() })
    }

    pub(crate) fn dial_next(&self, who: &Principal, input: &PartyRef) -> Result<AddedParty> {
        let (open, visit) = self.call(who)?;
        let party = party_id(&input.party_id)?;
        let id = open.write(|clinic, now| clinic.dial_next(visit, party, Actor::Provider, now))?;
        Ok(AddedParty { party_id: id.to_string() })
    }

    pub(crate) async fn press_keys(&self, who: &Principal, input: &PressKeys) -> Result<Nothing> {
        let keys = recipe::keys(&input.keys).map_err(|invalid| {
            // The sentence begins as a part of another one.
            let mut words = invalid.message.chars();
            let message =
                words.next().into_iter().flat_map(char::to_uppercase).chain(words).collect::<String>();
            CommandError::new(Code::Invalid, message, "")
        })?;
        self.steer(who, &input.party_id, DialEvent::KeysPressed, false, |in_room, place| {
            phone_twiml::press(&keys, in_room, place)
        })
        .await
    }

    pub(crate) async fn take_over(&self, who: &Principal, input: &PartyRef) -> Result<Nothing> {
        self.steer(who, &input.party_id, DialEvent::TakenOver, false, |_, _| phone_twiml::wait()).await
    }

    pub(crate) async fn join_leg(&self, who: &Principal, input: &JoinLeg) -> Result<Nothing> {
        let listen = input.listen.unwrap_or(false);
        let (open, visit) = self.call(who)?;
        open.acts()?;
        let id = party_id(&input.party_id)?;
        effects_dial::room_is_open(&open, visit).await?;
        if listen {
            // The others are kept from hearing it before it is there to be heard.
            open.change(|clinic, now| clinic.listen_in(visit, id, now))?;
            effects_dial::set_leg_rules(&open, visit).await?;
        }
        self.steer(who, &input.party_id, DialEvent::JoinAsked, listen, |_, place| {
            phone_twiml::join_now(place)
        })
        .await
    }

    /// A change to one third party of the call window's visit.
    pub(crate) fn change_party(
        &self,
        who: &Principal,
        party: &str,
        change: impl FnOnce(
            &mut clinic::Clinic,
            VisitId,
            PhonePartyId,
            Timestamp,
        ) -> std::result::Result<Vec<clinic::Change>, clinic::Error>,
    ) -> Result<Nothing> {
        let (open, visit) = self.call(who)?;
        let id = party_id(party)?;
        open.change(|clinic, now| change(clinic, visit, id, now))?;
        Ok(Nothing {})
    }

    /// Has a call do something else, and stores that it does.
    async fn steer(
        &self,
        who: &Principal,
        party: &str,
        event: DialEvent,
        quiet: bool,
        twiml: impl FnOnce(bool, &Place<'_>) -> std::result::Result<Twiml, TwimlError>,
    ) -> Result<Nothing> {
        let (open, visit) = self.call(who)?;
        // Twilio is asked before it is stored.
        open.acts()?;
        let id = party_id(party)?;
        let plan = open.read(|clinic, _| clinic.steer_plan(visit, id, event))?;
        let (room_name, identity) = (visit.room_name(), id.identity());
        let place = Place { room_name: &room_name, identity: &identity };
        let twiml = twiml(plan.in_room, &place).map_err(|error| too_long(&error))?;
        steered(&open, &plan.call_sid, &twiml).await?;
        open.change(|clinic, now| clinic.steered(visit, id, event, quiet, now))?;
        Ok(Nothing {})
    }
}

async fn steered(open: &Arc<OpenClinic>, call_sid: &str, twiml: &Twiml) -> Result<()> {
    let sid: CallSid = call_sid
        .parse()
        .map_err(|_| CommandError::new(Code::Internal, "The call cannot be found at Twilio.", ""))?;
    let answer = open.twilio.calls().steer(&sid, twiml).await;
    open.heard(&answer);
    // Whether it took effect, the next look tells.
    open.dials.notify_one();
    match answer {
        Ok(_) => Ok(()),
        Err(error) if error.is_not_found() || error.code() == Some(21_220) => {
            Err(CommandError::new(Code::Conflict, "The call is not up any more.", "")
                .with_twilio_code(error.code()))
        }
        Err(error) if error.outcome_unknown() => Err(CommandError::new(
            Code::Twilio,
            "Twilio did not answer, so it is not known whether this reached the line.",
            "Listen to the line, or look at its card, before you do it again.",
        )
        .with_twilio_code(error.code())),
        Err(error) => Err(error.into()),
    }
}

fn choice(line: clinic::Line, opening: clinic::Opening, language: &str) -> LineChoice {
    let steps: Option<Vec<Step>> = line.steps_for(language).map(<[Step]>::to_vec);
    let needs_code =
        steps.iter().flatten().any(|step| matches!(step, Step::PressCode { .. })) && line.code_keys.is_none();
    let code_keys = line.code_keys.unwrap_or(0);
    LineChoice {
        line_id: line.id.to_string(),
        number_shown: clinic::phone_number::shown(line.number.reveal()),
        languages: line.languages,
        opening: opening.into(),
        way: if needs_code { PhoneWay::Guided } else { PhoneWay::Recipe },
        has_recipe: steps.is_some(),
        recipe_millis: steps.map(|steps| clinic::Recipe { language: None, steps }.millis(code_keys)),
        lacks_access_code: needs_code,
        name: line.name,
    }
}
