//! The command surface: every command once, as name, input and output, and the door it is offered at.
//!
//! Both doors decode the same [`Command`]; `cargo xtask codegen` writes the TypeScript from the same list.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::principal::Door;
use crate::wire::call::{Admission, Call, CallFact, CallSurface};
use crate::wire::chat::{
    Afterword, Chat, ChatRef, Chats, ChatsOf, QuickReplies, ReadChat, SendChat, TellDelay, Told,
};
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
use crate::wire::session::{AccountChecks, ConnectAccount, ProviderState, Session, SyncAccess};
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

/// Nothing is asked with the command, or nothing is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// One clinic day.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayRef {
    /// Local date, `YYYY-MM-DD`; absent means today in the clinic's zone.
    #[serde(default)]
    #[ts(optional)]
    pub date: Option<String>,
}

/// One visit.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitRef {
    /// Which.
    pub visit_id: String,
}

/// A booked visit's new time.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MoveVisit {
    /// Which.
    pub visit_id: String,
    /// Local date in the clinic's zone, `YYYY-MM-DD`.
    pub date: String,
    /// Local time in the clinic's zone, `HH:MM`.
    pub time: String,
}

/// Open a visit's call window.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenCall {
    /// Which visit.
    pub visit_id: String,
    /// Where: the console's page has looked whether its own webview has WebRTC.
    pub surface: CallSurface,
}

/// Where the calls of this console will be held.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrepareCall {
    /// As in `openCall`.
    pub surface: CallSurface,
}

/// A report Document as the console's page received it by push.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedReport {
    /// Whose.
    pub invitation_id: String,
    /// The Document's data as it came: checked by the core, not by the page.
    #[ts(type = "unknown")]
    pub data: serde_json::Value,
}

/// What a call window saw, for its own visit.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenInCall {
    /// The fact.
    pub fact: CallFact,
}

/// Set what waiting patients are told.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetProviderState {
    /// To this.
    pub state: ProviderState,
}

/// The new visit's id.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookedVisit {
    /// Opaque id.
    pub visit_id: String,
}

macro_rules! commands {
    ($( $(#[doc = $doc:literal])* $name:ident = $variant:ident($input:ty) -> $output:ty, at $door:ident; )*) => {
        /// A command with its input, as it arrives: `{"command": "getDay", "input": {…}}`.
        #[derive(Clone, Deserialize)]
        #[serde(tag = "command", content = "input", rename_all = "camelCase")]
        pub enum Command { $( $(#[doc = $doc])* $variant($input), )* }

        impl Command {
            /// The command's name on the wire.
            pub fn name(&self) -> &'static str {
                match self { $( Command::$variant(_) => stringify!($name), )* }
            }

            /// The door at which the command is offered.
            pub fn door(&self) -> Door {
                match self { $( Command::$variant(_) => Door::$door, )* }
            }
        }

        /// The `CommandMap` of the generated TypeScript: name to input and output.
        pub(crate) fn command_map() -> String {
            let mut map = String::from("export type CommandMap = {\n");
            $(
                $( map.push_str(&format!("  /** {} */\n", $doc.trim())); )*
                map.push_str(&format!("  {}: {{ input: {}, output: {} }},\n", stringify!($name),
                    <$input as TS>::name(&ts_rs::Config::default()), <$output as TS>::name(&ts_rs::Config::default())));
            )*
            map.push_str("};\n");
            map
        }

        /// Calls `$visitor` with every input and output type.
        pub(crate) fn visit_types(visitor: &mut impl ts_rs::TypeVisitor) {
            $( visitor.visit::<$input>(); visitor.visit::<$output>(); )*
        }

        /// What answers the commands, one method each. Implemented once, by the console.
        pub trait Handlers {
            $(
                $(#[doc = $doc])*
                #[allow(non_snake_case, reason = "the wire's name is the method's name")]
                fn $name(&self, who: &crate::principal::Principal, input: $input)
                    -> impl Future<Output = Result<$output, crate::error::CommandError>> + Send;
            )*
        }

        /// Decides whether `who` may, and lets `handlers` answer.
        ///
        /// # Errors
        /// `forbidden` where the command is not offered at the caller's door; else what the handler says.
        pub async fn dispatch(handlers: &impl Handlers, who: &crate::principal::Principal, command: Command)
            -> Result<serde_json::Value, crate::error::CommandError>
        {
            if !who.may_enter(command.door()) {
                return Err(crate::error::CommandError::new(crate::error::Code::Forbidden,
                    "This window may not do that.", ""));
            }
            match command {
                $( Command::$variant(input) => encode(&handlers.$name(who, input).await?), )*
            }
        }
    };
}

fn encode(output: &impl Serialize) -> Result<serde_json::Value, crate::error::CommandError> {
    serde_json::to_value(output).map_err(|error| {
        crate::error::CommandError::new(
            crate::error::Code::Internal,
            format!("An answer could not be written: {error}."),
            "",
        )
    })
}

commands! {
    /// Where the console stands: which clinic is open, if any.
    getSession = GetSession(Nothing) -> Session, at Console;
    /// Opens the practice clinic in place of what is open.
    openPracticeClinic = OpenPracticeClinic(Nothing) -> Session, at Console;
    /// Opens the clinic on the account that is kept, in place of what is open; also the way to try again after a problem.
    openAccountClinic = OpenAccountClinic(Nothing) -> Session, at Console;
    /// Tries a Twilio account part by part and, if all is well, keeps it. `openAccountClinic` opens the clinic on it.
    connectAccount = ConnectAccount(ConnectAccount) -> AccountChecks, at Console;
    /// Acts for the open clinic from here; the console that did so on another computer stands by.
    takeOverClinic = TakeOverClinic(Nothing) -> Session, at Console;
    /// The Document that says who acts for the clinic was told of by push: it is looked at.
    leaseChanged = LeaseChanged(Nothing) -> Nothing, at Console;
    /// Closes the open clinic and shows the first-run screen; nothing stored is lost.
    closeClinic = CloseClinic(Nothing) -> Session, at Console;
    /// Keeps a store that cannot be read beside the new one and starts empty; nothing is deleted. Asked by the person,
    /// after a `storeUnreadable`, for the clinic that could not be opened.
    setStoreAside = SetStoreAside(Nothing) -> Session, at Console;
    /// One day: agenda and waiting room.
    getDay = GetDay(DayRef) -> Day, at Console;
    /// One visit, whole.
    getVisit = GetVisit(VisitRef) -> VisitDetail, at Console;
    /// Books a visit.
    bookVisit = BookVisit(BookVisit) -> BookedVisit, at Console;
    /// Changes a booked visit.
    editVisit = EditVisit(EditVisit) -> Nothing, at Console;
    /// Moves a booked visit to another time.
    moveVisit = MoveVisit(MoveVisit) -> Nothing, at Console;
    /// Calls a visit off.
    cancelVisit = CancelVisit(VisitRef) -> Nothing, at Console;
    /// Makes the patient's invitation; its link works once it is ready.
    inviteToVisit = InviteToVisit(VisitRef) -> Nothing, at Console;
    /// A link for the patient's invitation, minted now.
    invitationLink = InvitationLink(VisitRef) -> InvitationLink, at Console;
    /// Opens the invitation's link in this computer's browser.
    openInvitation = OpenInvitation(VisitRef) -> Nothing, at Console;
    /// Opens a draft with the patient's link in this computer's e-mail program.
    draftInvitationMail = DraftInvitationMail(DraftInvitationMail) -> Nothing, at Console;
    /// Lets the patient in; the call window is opened by `openCall`.
    admitPatient = AdmitPatient(VisitRef) -> Nothing, at Console;
    /// Asks a waiting patient to come back later, or at another time than before.
    askBack = AskBack(AskBack) -> Nothing, at Console;
    /// Takes that back, within the day: they wait as before.
    undoAskBack = UndoAskBack(VisitRef) -> Nothing, at Console;
    /// Makes ready what a call will need, so that the window opens at once when somebody is admitted.
    prepareCall = PrepareCall(PrepareCall) -> Nothing, at Console;
    /// Opens (or brings to the front) the visit's call window.
    openCall = OpenCall(OpenCall) -> Nothing, at Console;
    /// Ends a visit for everybody, from the console.
    endVisit = EndVisit(VisitRef) -> Nothing, at Console;
    /// Opens an ended visit again, within the day.
    reopenVisit = ReopenVisit(VisitRef) -> Nothing, at Console;
    /// Closes a visit as not attended.
    markNoShow = MarkNoShow(VisitRef) -> Nothing, at Console;
    /// Takes that back, within the day.
    undoNoShow = UndoNoShow(VisitRef) -> Nothing, at Console;
    /// Makes an invitation for somebody who is not the patient; each call makes another one.
    inviteThirdParty = InviteThirdParty(InviteThirdParty) -> InvitedThirdParty, at Visit;
    /// A link for a third party, minted now.
    thirdPartyLink = ThirdPartyLink(GuestRef) -> InvitationLink, at Visit;
    /// Opens a third party's link in this computer's browser.
    openThirdPartyLink = OpenThirdPartyLink(GuestRef) -> Nothing, at Visit;
    /// Opens a draft with the link in this computer's e-mail program.
    draftThirdPartyMail = DraftThirdPartyMail(DraftThirdPartyMail) -> Nothing, at Visit;
    /// Lets a third party in, or in again.
    admitGuest = AdmitGuest(GuestRef) -> Nothing, at Visit;
    /// Takes a third party out of the visit; for good where `keepOut` says so.
    removeGuest = RemoveGuest(RemoveGuest) -> Nothing, at Visit;
    /// Takes a third party's invitation back.
    withdrawInvitation = WithdrawInvitation(GuestRef) -> Nothing, at Visit;
    /// A patient's text with their link, as it would be sent; with its segments.
    previewText = PreviewText(VisitRef) -> TextPreview, at Console;
    /// Looks at a patient's number: how it is kept, and whether it can be texted.
    lookAtNumber = LookAtNumber(CheckNumber) -> PatientNumber, at Console;
    /// Texts a patient their link; who has no invitation is given one. Answers before anything is sent.
    textInvitation = TextInvitation(TextInvitation) -> AskedText, at Console;
    /// A third party's text, likewise. A number that is not texted is refused in words.
    previewThirdPartyText = PreviewThirdPartyText(PreviewThirdPartyText) -> TextPreview, at Visit;
    /// Texts a third party their link.
    textThirdParty = TextThirdParty(TextThirdParty) -> AskedText, at Visit;
    /// Calls a text off.
    cancelText = CancelText(TextRef) -> Nothing, at Visit;
    /// Says whether a text that nobody knows of was sent, or has it looked for once more.
    settleText = SettleText(SettleText) -> Nothing, at Visit;
    /// What somebody should see of texts: sent late or not at all, failed, not known of.
    getTextNotices = GetTextNotices(Nothing) -> TextNotices, at Console;
    /// Somebody has seen that. What is to be settled stays.
    textNoticesSeen = TextNoticesSeen(TextRefs) -> Nothing, at Console;
    /// How the clinic texts: its plan, quiet hours, words and sender.
    getTextSettings = GetTextSettings(Nothing) -> TextSettingsView, at Console;
    /// Writes that.
    setTextSettings = SetTextSettings(TextSettings) -> Nothing, at Console;
    /// How a template would look, with its segments. One that cannot be kept is refused in words.
    previewTemplate = PreviewTemplate(PreviewTemplate) -> TextPreview, at Console;
    /// Sets what waiting patients are told.
    setProviderState = SetProviderState(SetProviderState) -> Nothing, at Console;
    /// What the console's page needs to hear the waiting room by push.
    syncAccess = SyncAccess(Nothing) -> SyncAccess, at Console;
    /// A report that came by push.
    reportReceived = ReportReceived(ReceivedReport) -> Nothing, at Console;
    /// An item in somebody's List that was told by push: it is read.
    chatCame = ChatCame(ChatRef) -> Nothing, at Console;
    /// Everybody who can be written to; for one visit, also those who were.
    getChats = GetChats(ChatsOf) -> Chats, at Visit;
    /// One conversation with its messages.
    getChat = GetChat(ChatRef) -> Chat, at Visit;
    /// Writes to somebody. It is kept, and goes out when Twilio is reached.
    sendChat = SendChat(SendChat) -> Nothing, at Visit;
    /// Says that somebody's messages were looked at.
    readChat = ReadChat(ReadChat) -> Nothing, at Visit;
    /// Writes what the clinic says on everybody's page after a visit.
    setAfterword = SetAfterword(Afterword) -> Nothing, at Console;
    /// Says late, and writes to everybody who waits.
    tellDelay = TellDelay(TellDelay) -> Told, at Console;
    /// Takes that back: the state, and for whoever was told the message that it is over.
    takeDelayBack = TakeDelayBack(Nothing) -> Told, at Console;
    /// Writes what can be said with one press.
    setQuickReplies = SetQuickReplies(QuickReplies) -> Nothing, at Console;
    /// The directory: every line in the clinic's order.
    getDirectory = GetDirectory(Nothing) -> Directory, at Console;
    /// Writes a line of the directory; a new one goes to the end.
    saveLine = SaveLine(SaveLine) -> SavedLine, at Console;
    /// Takes a line out of the directory, and its access code out of the keychain.
    removeLine = RemoveLine(LineRef) -> Nothing, at Console;
    /// Sets the clinic's order.
    reorderLines = ReorderLines(LineOrder) -> Nothing, at Console;
    /// Keeps the directory as a file where the person chooses, without access codes.
    exportDirectory = ExportDirectory(Nothing) -> FileSaved, at Console;
    /// Takes a directory's file in, all of it or nothing.
    importDirectory = ImportDirectory(ImportDirectory) -> DirectoryImported, at Console;
    /// What a phone tree comes to: what is wrong with it, the TwiML, and how long each step takes.
    previewRecipe = PreviewRecipe(PreviewRecipe) -> RecipePreview, at Console;
    /// Calls a line to try a phone tree, for no visit and without a room. Answers before anything is dialled.
    tryPhoneTree = TryPhoneTree(TryPhoneTree) -> Nothing, at Console;
    /// The call that tried a phone tree last.
    getDryRun = GetDryRun(Nothing) -> DryRun, at Console;
    /// Ends the call that tries a phone tree; nothing where there is none.
    stopDryRun = StopDryRun(Nothing) -> Nothing, at Console;
    /// Looks at a number: how it is dialled. One that may not be called is refused in words.
    checkNumber = CheckNumber(CheckNumber) -> NumberInfo, at Console;
    /// Whom the clinic may call, and how.
    getPhoneRules = GetPhoneRules(Nothing) -> PhoneRules, at Console;
    /// Writes that.
    setPhoneRules = SetPhoneRules(PhoneRules) -> Nothing, at Console;
    /// When somebody who has not come is late, and when they are given up.
    getWaitingRules = GetWaitingRules(Nothing) -> WaitingRules, at Console;
    /// Writes that.
    setWaitingRules = SetWaitingRules(WaitingRules) -> Nothing, at Console;
    /// What the desktop tells of while nobody looks, and what there is on this computer to tell it by.
    getNotifications = GetNotifications(Nothing) -> Notifications, at Console;
    /// Writes what it tells of.
    setNotifications = SetNotifications(NotificationSettings) -> Nothing, at Console;
    /// Shows a notification, to see whether and how it comes.
    testNotification = TestNotification(Nothing) -> Nothing, at Console;
    /// A window tells whether it is the one that the person looks at: what it shows needs no notification.
    reportFocus = ReportFocus(Focus) -> Nothing, at Visit;
    /// What the clinic asks of the rooms its visits are held in.
    getRoomPolicy = GetRoomPolicy(Nothing) -> RoomPolicy, at Console;
    /// Writes that, for the rooms that open from now on.
    setRoomPolicy = SetRoomPolicy(RoomPolicy) -> Nothing, at Console;
    /// The kinds of visit that the clinic holds.
    getVisitTypes = GetVisitTypes(Nothing) -> VisitTypes, at Console;
    /// Writes all of them.
    setVisitTypes = SetVisitTypes(SetVisitTypes) -> VisitTypes, at Console;
    /// What the clinic asks patients before a visit.
    getIntake = GetIntake(Nothing) -> Intake, at Console;
    /// Writes that, for whoever is asked from now on.
    setIntake = SetIntake(Intake) -> Nothing, at Console;
    /// Ends a call to a third party, from the console.
    hangUpInVisit = HangUpInVisit(PartyOfVisit) -> Nothing, at Console;
    /// The lines of the directory that can help in this call, the best first.
    linesForCall = LinesForCall(LinesForCall) -> CallLines, at Call;
    /// Calls a third party into the visit. Answers before anything is dialled; the card tells the rest.
    addByPhone = AddByPhone(AddByPhone) -> AddedParty, at Call;
    /// Presses keys on a line; answers when Twilio has taken them.
    pressKeys = PressKeys(PressKeys) -> Nothing, at Call;
    /// Takes over from a phone tree: the line stays up outside the visit, and the provider presses keys.
    takeOver = TakeOver(PartyRef) -> Nothing, at Call;
    /// Has a line join the visit now.
    joinLeg = JoinLeg(JoinLeg) -> Nothing, at Call;
    /// Lets the others hear a line that the provider listened to alone.
    bringIn = BringIn(PartyRef) -> Nothing, at Call;
    /// Mutes a line for everybody in the visit, or unmutes it.
    muteLeg = MuteLeg(MuteLeg) -> Nothing, at Call;
    /// Ends a call to a third party.
    hangUp = HangUp(PartyRef) -> Nothing, at Call;
    /// Calls the next line in order; a call that still goes on is hung up.
    dialNext = DialNext(PartyRef) -> AddedParty, at Call;
    /// The services that are asked by their API: their connectors.
    getConnectors = GetConnectors(Nothing) -> Connectors, at Console;
    /// Looks at a connector's document, and says everything that is wrong with it.
    checkConnector = CheckConnector(CheckConnector) -> CheckedConnector, at Console;
    /// Writes a connector from its document; a new one goes to the end. Also the way to take a file in.
    saveConnector = SaveConnector(SaveConnector) -> SavedConnector, at Console;
    /// Takes a connector out, and its secrets out of the keychain.
    removeConnector = RemoveConnector(ConnectorRef) -> Nothing, at Console;
    /// Keeps a secret of a connector in the keychain, or removes it.
    saveConnectorSecret = SaveConnectorSecret(SaveConnectorSecret) -> Nothing, at Console;
    /// A connector as a file, without secrets.
    exportConnector = ExportConnector(ConnectorRef) -> FileSaved, at Console;
    /// A dry run: asks the service, looks, and calls it off at once; each step in words.
    tryConnector = TryConnector(TryConnector) -> ConnectorTrial, at Console;
    /// The services that can help in a visit.
    servicesFor = ServicesFor(ServicesFor) -> ServiceChoices, at Visit;
    /// Asks a service for a third party. Answers before anything is asked; the card tells the rest.
    askVendor = AskVendor(AskVendor) -> AskedVendor, at Visit;
    /// Calls a request to a service off; the service is told.
    cancelVendor = CancelVendor(VendorRef) -> Nothing, at Visit;
    /// Says whether a service has a request whose answer was lost: somebody has asked there.
    settleVendor = SettleVendor(SettleVendor) -> Nothing, at Visit;
    /// Where the guided first visit stands.
    getGuide = GetGuide(Nothing) -> Guide, at Visit;
    /// Begins it, or begins it again.
    startGuide = StartGuide(Nothing) -> Nothing, at Console;
    /// Leaves it, or says that it is not wanted.
    leaveGuide = LeaveGuide(Nothing) -> Nothing, at Visit;
    /// Goes on from a step of it without doing it.
    passGuideStep = PassGuideStep(PassGuideStep) -> Nothing, at Visit;
    /// The practice clinic's people: where each is, and how its time passes.
    getScene = GetScene(Nothing) -> Scene, at Console;
    /// Has one of them do something, or something happen to them.
    directCast = DirectCast(Direction) -> Directed, at Console;
    /// The call window's own visit.
    getCall = GetCall(Nothing) -> Call, at Call;
    /// A fresh way into the room for the provider.
    joinCall = JoinCall(Nothing) -> Admission, at Call;
    /// Tells what the call window saw.
    seenInCall = SeenInCall(SeenInCall) -> Nothing, at Call;
    /// Ends the visit for everybody, from the call window.
    endCall = EndCall(Nothing) -> Nothing, at Call;
}
