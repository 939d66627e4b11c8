//! What answers the commands. Each one reads, or has the clinic decide, and answers at once; what the outside must
//! do goes on in the background.

use std::sync::Arc;

use clinic::{Actor, VisitId, VisitState};
use jiff::Timestamp;

use crate::commands::{
    BookedVisit, DayRef, Handlers, MoveVisit, Nothing, OpenCall, PrepareCall, ReceivedReport, SeenInCall,
    SetProviderState, VisitRef,
};
use crate::console::{Console, Which};
use crate::error::{Code, CommandError};
use crate::handlers_vendor;
use crate::lease;
use crate::open_clinic::{OpenClinic, invitation_id, party_id, visit_id};
use crate::principal::Principal;
use crate::watch;
use crate::wire::call::{Admission, Call, CallSurface};
use crate::wire::chat::{
    Afterword, Chat, ChatRef, Chats, ChatsOf, QuickReplies, ReadChat, SendChat, TellDelay, Told,
};
use crate::wire::convert::booking;
use crate::wire::day::{
    AskBack, BookVisit, Day, DraftInvitationMail, EditVisit, InvitationLink, VisitDetail,
};
use crate::wire::director::{Directed, Direction, Scene};
use crate::wire::directory::{
    CheckNumber, Directory, DirectoryImported, FileSaved, ImportDirectory, LineOrder, LineRef, NumberInfo,
    PhoneRules, PreviewRecipe, RecipePreview, SaveLine, SavedLine,
};
use crate::wire::guide::{Guide, PassGuideStep};
use crate::wire::intake::Intake;
use crate::wire::notification::{Focus, NotificationSettings, Notifications};
use crate::wire::phone::{
    AddByPhone, AddedParty, CallLines, DryRun, JoinLeg, LinesForCall, MuteLeg, PartyOfVisit, PartyRef,
    PressKeys, TryPhoneTree,
};
use crate::wire::room::RoomPolicy;
use crate::wire::session::{AccountChecks, ConnectAccount, ReportDocument, Session, SyncAccess};
use crate::wire::text::{
    AskedText, PatientNumber, PreviewTemplate, PreviewThirdPartyText, SettleText, TextInvitation,
    TextNotices, TextPreview, TextRef, TextRefs, TextSettings, TextSettingsView, TextThirdParty,
};
use crate::wire::third_party::{
    DraftThirdPartyMail, GuestRef, InviteThirdParty, InvitedThirdParty, RemoveGuest,
};
use crate::wire::vendor::{
    AskVendor, AskedVendor, CheckConnector, CheckedConnector, ConnectorRef, ConnectorTrial, Connectors,
    SaveConnector, SaveConnectorSecret, SavedConnector, ServiceChoices, ServicesFor, SettleVendor,
    TryConnector, VendorRef,
};
use crate::wire::visit_type::{SetVisitTypes, VisitTypes};
use crate::wire::waiting_rules::WaitingRules;

type Result<T> = std::result::Result<T, CommandError>;

impl Console {
    pub(crate) fn clinic(&self) -> Result<Arc<OpenClinic>> {
        self.inner.clinic()
    }

    /// A change to one visit by the provider.
    fn change_visit(
        &self,
        visit: &str,
        change: impl FnOnce(
            &mut clinic::Clinic,
            VisitId,
            Timestamp,
        ) -> std::result::Result<Vec<clinic::Change>, clinic::Error>,
    ) -> Result<Nothing> {
        let id = visit_id(visit)?;
        self.clinic()?.change(|clinic, now| change(clinic, id, now))?;
        Ok(Nothing {})
    }
}

#[allow(non_snake_case, reason = "the wire's name is the method's name")]
impl Handlers for Console {
    async fn getSession(&self, _: &Principal, _: Nothing) -> Result<Session> {
        Ok(self.inner.session().await)
    }

    async fn openPracticeClinic(&self, _: &Principal, _: Nothing) -> Result<Session> {
        let _turn = self.inner.turning.lock().await;
        self.inner.open(Which::Practice).await?;
        Ok(self.inner.session_now())
    }

    async fn openAccountClinic(&self, _: &Principal, _: Nothing) -> Result<Session> {
        let _turn = self.inner.turning.lock().await;
        self.inner.open(Which::Account).await?;
        Ok(self.inner.session_now())
    }

    async fn connectAccount(&self, _: &Principal, input: ConnectAccount) -> Result<AccountChecks> {
        self.inner.connect_account(input).await
    }

    async fn takeOverClinic(&self, _: &Principal, _: Nothing) -> Result<Session> {
        lease::take_over(&*self.clinic()?).await?;
        Ok(self.inner.session_now())
    }

    async fn leaseChanged(&self, _: &Principal, _: Nothing) -> Result<Nothing> {
        self.clinic()?.lease_look.notify_one();
        Ok(Nothing {})
    }

    async fn closeClinic(&self, _: &Principal, _: Nothing) -> Result<Session> {
        let _turn = self.inner.turning.lock().await;
        self.inner.put_down().await;
        self.inner.host.remember_open(None);
        Ok(self.inner.session_now())
    }

    async fn setStoreAside(&self, _: &Principal, _: Nothing) -> Result<Session> {
        let _turn = self.inner.turning.lock().await;
        let Some(world) = self.inner.unreadable() else {
            return Err(CommandError::new(
                Code::Conflict,
                "There is no store to set aside: none failed to open.",
                "",
            ));
        };
        clinic::Clinic::set_aside(&world.store_path, (self.inner.clock)())?;
        self.inner.open_world(world).await?;
        Ok(self.inner.session_now())
    }

    async fn getDay(&self, _: &Principal, input: DayRef) -> Result<Day> {
        self.day(&input)
    }

    async fn getVisit(&self, _: &Principal, input: VisitRef) -> Result<VisitDetail> {
        self.visit_detail(&input)
    }

    async fn bookVisit(&self, _: &Principal, input: BookVisit) -> Result<BookedVisit> {
        let booking = booking(input.patient, input.visit)?;
        let id = self.clinic()?.write(|clinic, now| clinic.book(&booking, Actor::Provider, now))?;
        Ok(BookedVisit { visit_id: id.to_string() })
    }

    async fn editVisit(&self, _: &Principal, input: EditVisit) -> Result<Nothing> {
        let booking = booking(input.patient, input.visit)?;
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.edit(id, &booking, Actor::Provider, now))
    }

    async fn moveVisit(&self, _: &Principal, input: MoveVisit) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| {
            clinic.reschedule(id, &input.date, &input.time, Actor::Provider, now)
        })
    }

    async fn cancelVisit(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.cancel(id, Actor::Provider, now))
    }

    async fn inviteToVisit(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.invite(id, Actor::Provider, now))
    }

    async fn invitationLink(&self, _: &Principal, input: VisitRef) -> Result<InvitationLink> {
        self.patient_link(&input.visit_id).await
    }

    async fn openInvitation(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        let link = self.patient_link(&input.visit_id).await?;
        self.inner.host.open_link(&link.url)?;
        Ok(Nothing {})
    }

    async fn draftInvitationMail(&self, _: &Principal, input: DraftInvitationMail) -> Result<Nothing> {
        self.draft_patient_mail(&input).await
    }

    async fn admitPatient(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.admit(id, Actor::Provider, now))
    }

    async fn askBack(&self, _: &Principal, input: AskBack) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| {
            clinic.ask_back(id, &input.date, &input.time, Actor::Provider, now)
        })
    }

    async fn undoAskBack(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.undo_ask_back(id, Actor::Provider, now))
    }

    async fn prepareCall(&self, _: &Principal, input: PrepareCall) -> Result<Nothing> {
        self.clinic()?;
        if input.surface == CallSurface::Browser {
            let origin = format!("http://{}", self.inner.door().await?.address());
            self.inner.host.prepare_call_browser(&origin);
        }
        Ok(Nothing {})
    }

    async fn openCall(&self, _: &Principal, input: OpenCall) -> Result<Nothing> {
        let (open, id) = (self.clinic()?, visit_id(&input.visit_id)?);
        if open.read(|clinic, _| clinic.visit_state(id))? != VisitState::InVisit {
            return Err(CommandError::new(
                Code::Conflict,
                "The visit does not go on, so there is no call to open.",
                "",
            ));
        }
        match input.surface {
            CallSurface::Window => self.inner.host.open_call_window(&input.visit_id)?,
            CallSurface::Browser => {
                let url = self.inner.door().await?.call_url(&input.visit_id);
                self.inner.host.open_call_in_browser(&url)?;
            }
        }
        Ok(Nothing {})
    }

    async fn endVisit(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.end(id, Actor::Provider, now))
    }

    async fn reopenVisit(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.reopen(id, Actor::Provider, now))
    }

    async fn markNoShow(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.mark_no_show(id, Actor::Provider, now))
    }

    async fn undoNoShow(&self, _: &Principal, input: VisitRef) -> Result<Nothing> {
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.undo_no_show(id, Actor::Provider, now))
    }

    async fn inviteThirdParty(&self, who: &Principal, input: InviteThirdParty) -> Result<InvitedThirdParty> {
        self.invite(who, input)
    }

    async fn thirdPartyLink(&self, who: &Principal, input: GuestRef) -> Result<InvitationLink> {
        self.give_link(who, &input).await
    }

    async fn openThirdPartyLink(&self, who: &Principal, input: GuestRef) -> Result<Nothing> {
        let link = self.give_link(who, &input).await?;
        self.inner.host.open_link(&link.url)?;
        Ok(Nothing {})
    }

    async fn draftThirdPartyMail(&self, who: &Principal, input: DraftThirdPartyMail) -> Result<Nothing> {
        self.draft_mail(who, input).await
    }

    async fn admitGuest(&self, who: &Principal, input: GuestRef) -> Result<Nothing> {
        self.change_guest(who, &input.invitation_id, |clinic, id, now| {
            clinic.admit_guest(id, Actor::Provider, now)
        })
    }

    async fn removeGuest(&self, who: &Principal, input: RemoveGuest) -> Result<Nothing> {
        self.change_guest(who, &input.invitation_id, |clinic, id, now| {
            clinic.remove_guest(id, input.keep_out, Actor::Provider, now)
        })
    }

    async fn withdrawInvitation(&self, who: &Principal, input: GuestRef) -> Result<Nothing> {
        self.change_guest(who, &input.invitation_id, |clinic, id, now| {
            clinic.withdraw_invitation(id, Actor::Provider, now)
        })
    }

    async fn previewText(&self, _: &Principal, input: VisitRef) -> Result<TextPreview> {
        self.preview_text(&input).await
    }

    async fn lookAtNumber(&self, _: &Principal, input: CheckNumber) -> Result<PatientNumber> {
        self.look_at_number(&input)
    }

    async fn textInvitation(&self, _: &Principal, input: TextInvitation) -> Result<AskedText> {
        self.text_invitation(&input)
    }

    async fn previewThirdPartyText(
        &self,
        who: &Principal,
        input: PreviewThirdPartyText,
    ) -> Result<TextPreview> {
        self.preview_third_party_text(who, &input).await
    }

    async fn textThirdParty(&self, who: &Principal, input: TextThirdParty) -> Result<AskedText> {
        self.text_third_party(who, &input)
    }

    async fn cancelText(&self, who: &Principal, input: TextRef) -> Result<Nothing> {
        self.cancel_text(who, &input)
    }

    async fn settleText(&self, who: &Principal, input: SettleText) -> Result<Nothing> {
        self.settle_text(who, &input)
    }

    async fn getTextNotices(&self, _: &Principal, _: Nothing) -> Result<TextNotices> {
        self.text_notices()
    }

    async fn textNoticesSeen(&self, _: &Principal, input: TextRefs) -> Result<Nothing> {
        self.text_notices_seen(&input)
    }

    async fn getTextSettings(&self, _: &Principal, _: Nothing) -> Result<TextSettingsView> {
        self.text_settings().await
    }

    async fn setTextSettings(&self, _: &Principal, input: TextSettings) -> Result<Nothing> {
        self.set_text_settings(input)
    }

    async fn previewTemplate(&self, _: &Principal, input: PreviewTemplate) -> Result<TextPreview> {
        self.preview_template(input)
    }

    async fn setProviderState(&self, _: &Principal, input: SetProviderState) -> Result<Nothing> {
        self.clinic()?.change(|clinic, now| clinic.set_provider_state(input.state.into(), now))?;
        Ok(Nothing {})
    }

    async fn syncAccess(&self, _: &Principal, _: Nothing) -> Result<SyncAccess> {
        let open = self.clinic()?;
        let token = open.mint.console_page(open.provider()?, open.now())?;
        let invitations = open.read(|clinic, _| clinic.invitations_to_hear())?;
        Ok(SyncAccess {
            token: token.into_string(),
            lease: open.store_id()?.lease_document(),
            reports: invitations
                .into_iter()
                .map(|id| ReportDocument {
                    invitation_id: id.to_string(),
                    unique_name: id.report_document(),
                    list_name: id.guest_list(),
                })
                .collect(),
        })
    }

    async fn reportReceived(&self, _: &Principal, input: ReceivedReport) -> Result<Nothing> {
        watch::take_in(&*self.clinic()?, invitation_id(&input.invitation_id)?, &input.data)?;
        Ok(Nothing {})
    }

    async fn chatCame(&self, _: &Principal, input: ChatRef) -> Result<Nothing> {
        self.chat_came(&input)
    }

    async fn getChats(&self, who: &Principal, input: ChatsOf) -> Result<Chats> {
        self.chats(who, input)
    }

    async fn getChat(&self, who: &Principal, input: ChatRef) -> Result<Chat> {
        self.chat(who, &input)
    }

    async fn sendChat(&self, who: &Principal, input: SendChat) -> Result<Nothing> {
        self.send_chat(who, &input)
    }

    async fn readChat(&self, who: &Principal, input: ReadChat) -> Result<Nothing> {
        self.read_chat(who, &input)
    }

    async fn setAfterword(&self, _: &Principal, input: Afterword) -> Result<Nothing> {
        self.clinic()?.change(|clinic, now| clinic.set_afterword(&input.text, now))?;
        Ok(Nothing {})
    }

    async fn tellDelay(&self, _: &Principal, input: TellDelay) -> Result<Told> {
        let people = self
            .clinic()?
            .write(|clinic, now| clinic.tell_delay(input.minutes, input.text.as_deref(), now))?;
        Ok(Told { people })
    }

    async fn takeDelayBack(&self, _: &Principal, _: Nothing) -> Result<Told> {
        let people = self.clinic()?.write(|clinic, now| clinic.take_delay_back(now))?;
        Ok(Told { people })
    }

    async fn setQuickReplies(&self, _: &Principal, input: QuickReplies) -> Result<Nothing> {
        self.set_quick_replies(&input)
    }

    async fn getDirectory(&self, _: &Principal, _: Nothing) -> Result<Directory> {
        self.directory()
    }

    async fn saveLine(&self, _: &Principal, input: SaveLine) -> Result<SavedLine> {
        self.save_line(input).await
    }

    async fn removeLine(&self, _: &Principal, input: LineRef) -> Result<Nothing> {
        self.remove_line(&input).await
    }

    async fn reorderLines(&self, _: &Principal, input: LineOrder) -> Result<Nothing> {
        self.reorder_lines(&input)
    }

    async fn exportDirectory(&self, _: &Principal, _: Nothing) -> Result<FileSaved> {
        self.export_directory().await
    }

    async fn importDirectory(&self, _: &Principal, input: ImportDirectory) -> Result<DirectoryImported> {
        self.import_directory(&input)
    }

    async fn previewRecipe(&self, _: &Principal, input: PreviewRecipe) -> Result<RecipePreview> {
        self.preview_recipe(input)
    }

    async fn tryPhoneTree(&self, _: &Principal, input: TryPhoneTree) -> Result<Nothing> {
        self.try_phone_tree(input)
    }

    async fn getDryRun(&self, _: &Principal, _: Nothing) -> Result<DryRun> {
        self.dry_run()
    }

    async fn stopDryRun(&self, _: &Principal, _: Nothing) -> Result<Nothing> {
        self.clinic()?.change(clinic::Clinic::stop_dry_run)?;
        Ok(Nothing {})
    }

    async fn checkNumber(&self, _: &Principal, input: CheckNumber) -> Result<NumberInfo> {
        self.check_number(&input)
    }

    async fn getPhoneRules(&self, _: &Principal, _: Nothing) -> Result<PhoneRules> {
        Ok(self.clinic()?.read(|clinic, _| clinic.phone_rules())?.into())
    }

    async fn setPhoneRules(&self, _: &Principal, input: PhoneRules) -> Result<Nothing> {
        self.clinic()?.change(|clinic, now| clinic.set_phone_rules(input.into(), now))?;
        Ok(Nothing {})
    }

    async fn getVisitTypes(&self, _: &Principal, _: Nothing) -> Result<VisitTypes> {
        self.visit_types()
    }

    async fn setVisitTypes(&self, _: &Principal, input: SetVisitTypes) -> Result<VisitTypes> {
        self.set_visit_types(input)
    }

    async fn getIntake(&self, _: &Principal, _: Nothing) -> Result<Intake> {
        self.intake()
    }

    async fn setIntake(&self, _: &Principal, input: Intake) -> Result<Nothing> {
        self.set_intake(input)
    }

    async fn getWaitingRules(&self, _: &Principal, _: Nothing) -> Result<WaitingRules> {
        Ok(self.clinic()?.read(|clinic, _| clinic.waiting_rules())?.into())
    }

    async fn setWaitingRules(&self, _: &Principal, input: WaitingRules) -> Result<Nothing> {
        self.clinic()?.change(|clinic, now| clinic.set_waiting_rules(input.into(), now))?;
        Ok(Nothing {})
    }

    async fn getGuide(&self, _: &Principal, _: Nothing) -> Result<Guide> {
        self.guide()
    }

    async fn startGuide(&self, _: &Principal, _: Nothing) -> Result<Nothing> {
        self.start_guide().map(|()| Nothing {})
    }

    async fn leaveGuide(&self, _: &Principal, _: Nothing) -> Result<Nothing> {
        self.leave_guide().map(|()| Nothing {})
    }

    async fn passGuideStep(&self, _: &Principal, input: PassGuideStep) -> Result<Nothing> {
        self.pass_guide_step(input.step).map(|()| Nothing {})
    }

    async fn getScene(&self, _: &Principal, _: Nothing) -> Result<Scene> {
        self.scene().await
    }

    async fn directCast(&self, _: &Principal, input: Direction) -> Result<Directed> {
        self.direct_cast(input).await
    }

    async fn getNotifications(&self, _: &Principal, _: Nothing) -> Result<Notifications> {
        self.notifications().await
    }

    async fn setNotifications(&self, _: &Principal, input: NotificationSettings) -> Result<Nothing> {
        self.set_notifications(input)
    }

    async fn testNotification(&self, _: &Principal, _: Nothing) -> Result<Nothing> {
        self.test_notification().await
    }

    async fn reportFocus(&self, who: &Principal, input: Focus) -> Result<Nothing> {
        self.inner.attention.told(who, input);
        Ok(Nothing {})
    }

    async fn getRoomPolicy(&self, _: &Principal, _: Nothing) -> Result<RoomPolicy> {
        Ok(self.clinic()?.read(|clinic, _| clinic.room_policy())?.into())
    }

    async fn setRoomPolicy(&self, _: &Principal, input: RoomPolicy) -> Result<Nothing> {
        self.clinic()?.change(|clinic, now| clinic.set_room_policy(input.into(), now))?;
        Ok(Nothing {})
    }

    async fn hangUpInVisit(&self, _: &Principal, input: PartyOfVisit) -> Result<Nothing> {
        let party = party_id(&input.party_id)?;
        self.change_visit(&input.visit_id, |clinic, id, now| clinic.hang_up(id, party, Actor::Provider, now))
    }

    async fn linesForCall(&self, who: &Principal, input: LinesForCall) -> Result<CallLines> {
        self.lines_for_call(who, input)
    }

    async fn addByPhone(&self, who: &Principal, input: AddByPhone) -> Result<AddedParty> {
        self.add_by_phone(who, input)
    }

    async fn pressKeys(&self, who: &Principal, input: PressKeys) -> Result<Nothing> {
        self.press_keys(who, &input).await
    }

    async fn takeOver(&self, who: &Principal, input: PartyRef) -> Result<Nothing> {
        self.take_over(who, &input).await
    }

    async fn joinLeg(&self, who: &Principal, input: JoinLeg) -> Result<Nothing> {
        self.join_leg(who, &input).await
    }

    async fn bringIn(&self, who: &Principal, input: PartyRef) -> Result<Nothing> {
        self.change_party(who, &input.party_id, |clinic, visit, id, now| {
            clinic.bring_in(visit, id, Actor::Provider, now)
        })
    }

    async fn muteLeg(&self, who: &Principal, input: MuteLeg) -> Result<Nothing> {
        self.change_party(who, &input.party_id, |clinic, visit, id, now| {
            clinic.mute_leg(visit, id, input.muted, Actor::Provider, now)
        })
    }

    async fn hangUp(&self, who: &Principal, input: PartyRef) -> Result<Nothing> {
        self.change_party(who, &input.party_id, |clinic, visit, id, now| {
            clinic.hang_up(visit, id, Actor::Provider, now)
        })
    }

    async fn dialNext(&self, who: &Principal, input: PartyRef) -> Result<AddedParty> {
        self.dial_next(who, &input)
    }

    async fn getConnectors(&self, _: &Principal, _: Nothing) -> Result<Connectors> {
        self.connectors()
    }

    async fn checkConnector(&self, _: &Principal, input: CheckConnector) -> Result<CheckedConnector> {
        Ok(handlers_vendor::check(&input))
    }

    async fn saveConnector(&self, _: &Principal, input: SaveConnector) -> Result<SavedConnector> {
        self.save_connector(input).await
    }

    async fn removeConnector(&self, _: &Principal, input: ConnectorRef) -> Result<Nothing> {
        self.remove_connector(&input).await
    }

    async fn saveConnectorSecret(&self, _: &Principal, input: SaveConnectorSecret) -> Result<Nothing> {
        self.save_connector_secret(input).await
    }

    async fn exportConnector(&self, _: &Principal, input: ConnectorRef) -> Result<FileSaved> {
        self.export_connector(&input).await
    }

    async fn tryConnector(&self, _: &Principal, input: TryConnector) -> Result<ConnectorTrial> {
        self.try_connector(&input).await
    }

    async fn servicesFor(&self, who: &Principal, input: ServicesFor) -> Result<ServiceChoices> {
        self.services_for(who, input)
    }

    async fn askVendor(&self, who: &Principal, input: AskVendor) -> Result<AskedVendor> {
        self.ask_vendor(who, input)
    }

    async fn cancelVendor(&self, who: &Principal, input: VendorRef) -> Result<Nothing> {
        self.cancel_vendor(who, &input)
    }

    async fn settleVendor(&self, who: &Principal, input: SettleVendor) -> Result<Nothing> {
        self.settle_vendor(who, &input)
    }

    async fn getCall(&self, who: &Principal, _: Nothing) -> Result<Call> {
        self.call_view(who)
    }

    async fn joinCall(&self, who: &Principal, _: Nothing) -> Result<Admission> {
        self.join_call(who).await
    }

    async fn seenInCall(&self, who: &Principal, input: SeenInCall) -> Result<Nothing> {
        self.seen_in_call(who, input)
    }

    async fn endCall(&self, who: &Principal, _: Nothing) -> Result<Nothing> {
        let (open, id) = self.call(who)?;
        open.change(|clinic, now| clinic.end(id, Actor::Provider, now))?;
        Ok(Nothing {})
    }
}
