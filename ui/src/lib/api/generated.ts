// Made by `cargo xtask codegen` from crates/console. Do not edit.

/**
 * One part of the account, tried for real.
 */
export type AccountCheck = { 
/**
 * Which part.
 */
part: AccountPart, 
/**
 * How it went.
 */
outcome: CheckOutcome, 
/**
 * What was found, one sentence.
 */
message: string, 
/**
 * What to fix, one sentence; empty where all is well.
 */
advice: string, 
/**
 * Twilio's code where it refused.
 */
twilioCode?: number | null, 
/**
 * How long it took, in milliseconds.
 */
millis: number, };

/**
 * What trying the account brought, part by part.
 */
export type AccountChecks = { 
/**
 * Whether every part that visits need works; the account is then kept, with its secret in the keychain, and can be opened.
 */
connected: boolean, 
/**
 * The parts, in the order they were tried.
 */
parts: Array<AccountCheck>, };

/**
 * The account, as far as a window may know it.
 */
export type AccountInfo = { 
/**
 * The account SID (`AC…`).
 */
accountSid: string, 
/**
 * The API key's SID (`SK…`).
 */
apiKeySid: string, 
/**
 * The Sync service's SID (`IS…`).
 */
syncServiceSid: string, 
/**
 * The address of the patient's page, without a trailing slash.
 */
portalUrl: string, };

/**
 * The parts that a visit needs.
 */
export type AccountPart = "clock" | "apiKey" | "video" | "sync" | "keychain";

/**
 * Call a third party into the visit.
 */
export type AddByPhone = { 
/**
 * What they are to the visit.
 */
role: ThirdPartyRole, 
/**
 * A line of the directory; then `number` and `name` are not looked at.
 */
lineId?: string, 
/**
 * The number, where no line is named.
 */
number?: string, 
/**
 * Their name, where no line is named.
 */
name?: string, 
/**
 * BCP 47; absent for the patient's.
 */
language?: string, 
/**
 * How the line comes in.
 */
way: PhoneWay, 
/**
 * Twilio listens for whether a person answered; not together with a phone tree.
 */
detectMachine?: boolean, };

/**
 * The third party that is called.
 */
export type AddedParty = { 
/**
 * Which: the card is in `getCall`.
 */
partyId: string, };

/**
 * What `Video.connect` needs. The token is fresh each time it is asked for.
 */
export type Admission = { 
/**
 * An access token with a Video grant.
 */
token: string, 
/**
 * The room's name, passed as `name`.
 */
roomName: string, 
/**
 * Which profile to connect with.
 */
profile: Profile, 
/**
 * How pictures are coded in the room.
 */
codec: RoomCodec, 
/**
 * Where the SDK finds Twilio.
 */
endpoints: Endpoints, };

/**
 * What the clinic says after a visit.
 */
export type Afterword = { 
/**
 * At most 500 characters; empty for nothing.
 */
text: string, };

/**
 * The console's sign of life: `pv-<id>-alive`, read by everybody who is invited.
 */
export type Alive = { 
/**
 * The layout's version: 1.
 */
v: number, 
/**
 * When it was written (RFC 3339), by the console's clock.
 */
at: string, };

/**
 * What answered, where Twilio was asked to listen for it.
 */
export type Answerer = "human" | "machine" | "fax" | "unknown";

/**
 * Ask a waiting patient to come back later, or at another time.
 */
export type AskBack = { 
/**
 * Whose visit.
 */
visitId: string, 
/**
 * Local date in the clinic's zone, `YYYY-MM-DD`.
 */
date: string, 
/**
 * Local time in the clinic's zone, `HH:MM`.
 */
time: string, };

/**
 * Ask a service for somebody.
 */
export type AskVendor = { 
/**
 * For which visit.
 */
visitId: string, 
/**
 * Which service.
 */
connectorId: string, 
/**
 * What they are to the visit.
 */
role: ThirdPartyRole, 
/**
 * BCP 47; absent for the patient's.
 */
language?: string, };

/**
 * A waiting patient who was asked to come back later. Their turn is kept.
 */
export type AskedBack = { 
/**
 * The visit they came for.
 */
visitId: string, 
/**
 * The patient's name.
 */
patientName: string, 
/**
 * The patient's language (BCP 47).
 */
language: string, 
/**
 * Planned start (RFC 3339).
 */
startsAt: string, 
/**
 * When they were asked, first (RFC 3339).
 */
askedAt: string, 
/**
 * When they are to come back (RFC 3339).
 */
comeBackAt: string, 
/**
 * What they answered to that, if they did.
 */
answer?: ComeBackAnswer | null, 
/**
 * Whether their page still shows signs of life; if not, since when (RFC 3339).
 */
awaySince?: string | null, };

/**
 * A question as one person is asked it.
 */
export type AskedQuestion = { 
/**
 * By what its answer is known.
 */
id: string, 
/**
 * What kind of answer it asks for.
 */
kind: QuestionKind, 
/**
 * Whether the page asks for an answer before it goes on.
 */
required: boolean, 
/**
 * The question itself.
 */
ask: string, 
/**
 * What helps to answer.
 */
hint: string, 
/**
 * What can be chosen.
 */
options: Array<string>, };

/**
 * The text that was asked for.
 */
export type AskedText = { 
/**
 * Opaque id.
 */
textId: string, };

/**
 * The request that was made.
 */
export type AskedVendor = { 
/**
 * Which: its card is in `getCall` and `getVisit`.
 */
requestId: string, };

/**
 * A visit to book.
 */
export type BookVisit = { 
/**
 * The patient.
 */
patient: PatientFields, 
/**
 * What is booked.
 */
visit: VisitFields, };

/**
 * What a visit was booked as.
 */
export type BookedType = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * What it is called.
 */
name: string, };

/**
 * The new visit's id.
 */
export type BookedVisit = { 
/**
 * Opaque id.
 */
visitId: string, };

/**
 * One visit's call, for its window.
 */
export type Call = { 
/**
 * The visit.
 */
visitId: string, 
/**
 * The patient's name; shown in the window, never sent to Twilio.
 */
patientName: string, 
/**
 * Why they come.
 */
reason: string, 
/**
 * The language that the patient wants an interpreter for.
 */
interpreter?: string | null, 
/**
 * The patient's language (BCP 47).
 */
language: string, 
/**
 * Planned length.
 */
minutes: number, 
/**
 * Admitted at (RFC 3339); the elapsed time counts from here.
 */
admittedAt: string, 
/**
 * This moment (RFC 3339), by the core's clock.
 */
now: string, 
/**
 * How many others wait.
 */
waiting: number, 
/**
 * Whether the visit is still open; a window that reloads after the end must say so, not connect.
 */
open: boolean, 
/**
 * PRACTICE is shown.
 */
practice: boolean, 
/**
 * Another console acts for the clinic: what is asked from here is refused, and what changes there is not told here.
 */
standingBy: boolean, 
/**
 * Who is who in the room: identity to name and role.
 */
people: Array<CallPerson>, 
/**
 * Everybody else who was invited by link, in the order they were.
 */
thirdParties: Array<ThirdParty>, 
/**
 * The third parties who were or are called, oldest first: a card each, with its live timeline.
 */
phoneParties: Array<PhoneParty>, 
/**
 * The third parties who were or are asked of a service, oldest first: a card each, with its live timeline.
 */
vendorRequests: Array<VendorRequest>, 
/**
 * Which profile the call needs now. A window that is in with the first moves to the second when this says so;
 * nobody moves back.
 */
profile: Profile, };

/**
 * A fact that the call window saw.
 */
export type CallFact = { "kind": "connected", 
/**
 * `RM…`
 */
roomSid: string, } | { "kind": "participantConnected", 
/**
 * Their identity.
 */
identity: string, } | { "kind": "participantDisconnected", 
/**
 * Their identity.
 */
identity: string, } | { "kind": "disconnected", 
/**
 * Twilio's code, where there was one.
 */
code?: number, };

/**
 * The lines of the directory that can help, the best first: open now, then the clinic's order.
 */
export type CallLines = { 
/**
 * The language that was asked for (BCP 47).
 */
language: string, 
/**
 * The lines.
 */
lines: Array<LineChoice>, };

/**
 * Somebody who may appear in the room.
 */
export type CallPerson = { 
/**
 * The Twilio identity, opaque.
 */
identity: string, 
/**
 * The name to show; empty where it is not known.
 */
name: string, 
/**
 * The role to show.
 */
role: CallRole, 
/**
 * A third party's relationship in words, for example "Daughter"; may be empty.
 */
relationship: string, };

/**
 * What somebody is in the call.
 */
export type CallRole = "provider" | "patient" | "family" | "interpreter" | "specialist" | "other";

/**
 * How the call window is opened.
 */
export type CallSurface = "window" | "browser";

/**
 * Where somebody of the cast is.
 */
export type CastDoing = "awaitsText" | "hasLink" | "staysAway" | "checking" | "waiting" | "calledIn" | "inCall" | "left" | "ended" | "shutOut" | "noWayIn";

/**
 * Somebody of the cast.
 */
export type CastMember = { 
/**
 * By what orders call them.
 */
id: string, 
/**
 * What they are called; made up.
 */
name: string, 
/**
 * The language of their page (BCP 47).
 */
language: string, 
/**
 * Whose relative they are: an id.
 */
relativeOf?: string | null, 
/**
 * Where they are.
 */
doing: CastDoing, 
/**
 * Since when (RFC 3339).
 */
since: string, 
/**
 * When they open their link by themselves, where that is known (RFC 3339).
 */
opensAt?: string | null, 
/**
 * Whether their phone has a network.
 */
network: boolean, 
/**
 * Whether they turned their microphone off.
 */
muted: boolean, 
/**
 * Whether they turned their picture off.
 */
cameraOff: boolean, 
/**
 * Whether they talk at this moment.
 */
talking: boolean, };

/**
 * A conversation with its messages.
 */
export type Chat = { 
/**
 * Whose.
 */
conversation: Conversation, 
/**
 * In order.
 */
messages: Array<ChatMessage>, };

/**
 * An item of either List.
 */
export type ChatItem = { 
/**
 * The layout's version: 1.
 */
v: number, 
/**
 * The message's own id: one that comes twice is shown once.
 */
id: string, 
/**
 * When it was written (RFC 3339). Of a person's own it is not looked at: phones' clocks are off.
 */
at: string, 
/**
 * What it says; at most 500 characters.
 */
text: string, 
/**
 * What it says, where the page has words of its own for it.
 */
saying?: Saying | null, };

/**
 * How far one side came in the other's List, by the items' indices. Absent before the first.
 */
export type ChatMarks = { 
/**
 * The last item that arrived.
 */
received?: number | null, 
/**
 * The last one that was on the screen.
 */
seen?: number | null, 
/**
 * The last item that this side wrote itself; only pages say so.
 */
wrote?: number | null, };

/**
 * One message.
 */
export type ChatMessage = { 
/**
 * Its own id.
 */
id: string, 
/**
 * Whether the clinic wrote it.
 */
fromClinic: boolean, 
/**
 * What it says, in lines.
 */
text: string, 
/**
 * When it was written, or came (RFC 3339).
 */
at: string, 
/**
 * How far it came.
 */
state: ChatState, };

/**
 * Whose conversation.
 */
export type ChatRef = { 
/**
 * Their invitation.
 */
invitationId: string, };

/**
 * How far a message came.
 */
export type ChatState = "pending" | "sent" | "delivered" | "seen";

/**
 * Everybody who can be written to.
 */
export type Chats = { 
/**
 * By place in line, then by planned start.
 */
conversations: Array<Conversation>, 
/**
 * What can be said with one press.
 */
quickReplies: Array<string>, 
/**
 * What the clinic says on everybody's page after a visit; may be empty.
 */
afterword: string, };

/**
 * Which visit's conversations.
 */
export type ChatsOf = { 
/**
 * Absent means everybody who can be written to; for a call window, its own visit.
 */
visitId?: string | null, };

/**
 * A document to look at.
 */
export type CheckConnector = { 
/**
 * JSON.
 */
document: string, };

/**
 * A number to look at.
 */
export type CheckNumber = { 
/**
 * As it was typed.
 */
number: string, };

/**
 * How a check went.
 */
export type CheckOutcome = "fine" | "warning" | "failed" | "skipped";

/**
 * What is wrong with a document; nothing at all where it can be saved.
 */
export type CheckedConnector = { 
/**
 * Everything that is wrong with it.
 */
faults: Array<ConnectorFault>, 
/**
 * What the service is called, where it can be saved.
 */
name?: string | null, };

/**
 * The open clinic.
 */
export type ClinicInfo = { 
/**
 * What the clinic calls itself.
 */
name: string, 
/**
 * The clinic's IANA time zone: all its local times are in it.
 */
timeZone: string, 
/**
 * Whether this is the practice clinic: always shown as PRACTICE, its data kept apart.
 */
practice: boolean, 
/**
 * The clinician at this console.
 */
provider: ProviderInfo, 
/**
 * The account the clinic runs on; the secret is not among it.
 */
account: AccountInfo, 
/**
 * Where the browser SDKs find Twilio; empty members mean Twilio's own addresses.
 */
endpoints: Endpoints, 
/**
 * Whether it has made-up people who can be directed.
 */
directed: boolean, };

/**
 * Why a command did not do what was asked. A code exists only if a window acts on it.
 */
export type Code = "invalid" | "notFound" | "conflict" | "forbidden" | "noClinic" | "credentials" | "offline" | "twilio" | "noBrowser" | "store" | "storeUnreadable" | "standingBy" | "keychain" | "internal";

/**
 * What somebody answers to being asked to come back at a time.
 */
export type ComeBackAnswer = "yes" | "no";

/**
 * An answer to being asked to come back.
 */
export type ComeBackReply = { 
/**
 * The time that they were asked for, as the status has it.
 */
at: string, 
/**
 * What they say.
 */
answer: ComeBackAnswer, };

/**
 * A refused or failed command, in the person's words.
 */
export type CommandError = { 
/**
 * What kind of failure: windows decide by this, never by the text.
 */
code: Code, 
/**
 * What happened, one plain sentence.
 */
message: string, 
/**
 * What to do next, one plain sentence; empty where there is nothing to do.
 */
advice: string, 
/**
 * Twilio's error code where it was Twilio that refused.
 */
twilioCode?: number | null, };

/**
 * A clinic's Twilio account, as an administrator types it in.
 */
export type ConnectAccount = { 
/**
 * What the clinic calls itself.
 */
clinicName: string, 
/**
 * The clinician's display name.
 */
providerName: string, 
/**
 * IANA zone of the clinic.
 */
timeZone: string, 
/**
 * `AC…`
 */
accountSid: string, 
/**
 * `SK…`
 */
apiKeySid: string, 
/**
 * The API key's secret. It goes to the keychain and is never sent back to a window.
 */
apiKeySecret: string, 
/**
 * `IS…`: a Sync service used for nothing else, with its access control switched on.
 */
syncServiceSid: string, 
/**
 * The address where the clinic has put the patient's page (https).
 */
portalUrl: string, };

/**
 * Whether the console reaches Twilio.
 */
export type Connection = { "kind": "connected" } | { "kind": "offline", 
/**
 * Since when (RFC 3339).
 */
since: string, };

/**
 * Something that is wrong with a document.
 */
export type ConnectorFault = { 
/**
 * Where: a JSON pointer (RFC 6901); empty for all of it.
 */
pointer: string, 
/**
 * What to change, one sentence.
 */
message: string, };

/**
 * A service of the directory.
 */
export type ConnectorInfo = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * What the clinic calls it.
 */
name: string, 
/**
 * What it offers.
 */
offers: LineOffer, 
/**
 * The languages it has (BCP 47).
 */
languages: Array<string>, 
/**
 * How whom it sends comes in.
 */
modality: ServiceModality, 
/**
 * Whether whom it sends by link is let in without being asked for.
 */
preAdmitted: boolean, 
/**
 * The secrets that its document names.
 */
secrets: Array<ConnectorSecret>, 
/**
 * Whether a request whose answer was lost can be looked up.
 */
canFind: boolean, 
/**
 * Whether a request can be called off.
 */
canCancel: boolean, 
/**
 * The document, as it was written.
 */
document: string, };

/**
 * One connector.
 */
export type ConnectorRef = { 
/**
 * Which.
 */
connectorId: string, };

/**
 * A secret that a connector names.
 */
export type ConnectorSecret = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether it is in the keychain.
 */
kept: boolean, };

/**
 * What a dry run came to, step by step.
 */
export type ConnectorTrial = { 
/**
 * The steps, in order; the run ends with the first that does not go well and leaves nothing to call off.
 */
steps: Array<TrialStep>, };

/**
 * Every connector of the clinic, in order.
 */
export type Connectors = { 
/**
 * The services.
 */
services: Array<ConnectorInfo>, };

/**
 * One person's conversation, without its messages.
 */
export type Conversation = { 
/**
 * Their invitation.
 */
invitationId: string, 
/**
 * Their visit.
 */
visitId: string, 
/**
 * Empty where the clinic does not know it.
 */
name: string, 
/**
 * What they are.
 */
role: CallRole, 
/**
 * What a third party is to the patient, in words; may be empty.
 */
relationship: string, 
/**
 * BCP 47.
 */
language: string, 
/**
 * A waiting patient's place in line.
 */
place?: number | null, 
/**
 * How many of their messages nobody has looked at.
 */
unread: number, 
/**
 * The newest message.
 */
last?: ChatMessage | null, 
/**
 * Whether they can be written to.
 */
open: boolean, };

/**
 * One clinic day.
 */
export type Day = { 
/**
 * The local date in the clinic's zone, `YYYY-MM-DD`.
 */
date: string, 
/**
 * Whether it is today in the clinic's zone.
 */
isToday: boolean, 
/**
 * This moment (RFC 3339), so that a window counts from the core's clock.
 */
now: string, 
/**
 * The clinic's IANA zone.
 */
timeZone: string, 
/**
 * What waiting patients are told of the provider.
 */
providerState: ProviderState, 
/**
 * The minutes of a delay that everybody was told of and that can be taken back.
 */
delayTold?: number | null, 
/**
 * Minutes after its start, or after the invitation, from which somebody who was invited and has not come is late.
 */
lateMinutes: number, 
/**
 * The kinds of visit that can be booked, in the clinic's order; empty where it has none.
 */
visitTypes: Array<VisitType>, 
/**
 * Whether Twilio is reached.
 */
connection: Connection, 
/**
 * Every visit of the day, by start.
 */
visits: Array<VisitRow>, 
/**
 * Who waits now, in their order; a subset of what `visits` names.
 */
waiting: Array<WaitingPatient>, 
/**
 * Who was asked to come back later, the earliest first; a subset of what `visits` names.
 */
askedBack: Array<AskedBack>, 
/**
 * The third parties who wait to be let in to one of `visits`, longest first.
 */
guests: Array<WaitingGuest>, 
/**
 * How many `tellDelay` would write to now: patients and third parties who wait, whichever day their visit is of.
 */
peopleWaiting: number, 
/**
 * For an empty day: the next visit after it.
 */
nextVisit?: NextVisit | null, };

/**
 * One clinic day.
 */
export type DayRef = { 
/**
 * Local date, `YYYY-MM-DD`; absent means today in the clinic's zone.
 */
date?: string, };

/**
 * What the device checks said.
 */
export type DeviceReport = { 
/**
 * Camera.
 */
camera: DeviceVerdict, 
/**
 * Microphone.
 */
microphone: DeviceVerdict, 
/**
 * Speaker.
 */
speaker: DeviceVerdict, };

/**
 * What one device check said.
 */
export type DeviceVerdict = "untried" | "works" | "refused" | "busy" | "missing" | "faulty" | "without";

/**
 * What came of it.
 */
export type Directed = { 
/**
 * The id of who does it, where somebody does.
 */
who?: string | null, };

/**
 * What is to happen.
 */
export type Direction = { "kind": "arrive", 
/**
 * Who.
 */
who?: string | null, } | { "kind": "leave", 
/**
 * Who.
 */
who: string, } | { "kind": "say", 
/**
 * Who.
 */
who: string, 
/**
 * What; at most 500 characters.
 */
text: string, } | { "kind": "dropNetwork", 
/**
 * Who.
 */
who: string, } | { "kind": "mendNetwork", 
/**
 * Who.
 */
who: string, } | { "kind": "bringRelative", 
/**
 * Who.
 */
who: string, } | { "kind": "advance", 
/**
 * By how many seconds.
 */
seconds: number, } | { "kind": "speed", 
/**
 * How many times.
 */
times: number, } | { "kind": "failNextText" } | { "kind": "failNextCall" };

/**
 * The whole directory.
 */
export type Directory = { 
/**
 * Every line, in the clinic's order.
 */
lines: Array<DirectoryLine>, 
/**
 * This moment (RFC 3339), by the core's clock.
 */
now: string, };

/**
 * What taking a file in came to.
 */
export type DirectoryImported = { 
/**
 * Lines that were not there.
 */
added: number, 
/**
 * Lines whose number was there, now as in the file.
 */
updated: number, 
/**
 * How many of them press an access code that is still to be entered.
 */
withoutCode: number, };

/**
 * A line of the directory.
 */
export type DirectoryLine = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * What the clinic calls it.
 */
name: string, 
/**
 * What it offers.
 */
offers: LineOffer, 
/**
 * The languages it speaks (BCP 47).
 */
languages: Array<string>, 
/**
 * E.164.
 */
number: string, 
/**
 * The same as people read it.
 */
numberShown: string, 
/**
 * When it is open.
 */
hours: OpeningHours, 
/**
 * Whether it is open now.
 */
opening: LineOpening, 
/**
 * For people.
 */
notes: string, 
/**
 * Its phone trees, by language.
 */
recipes: Array<PhoneRecipe>, 
/**
 * Whether an access code is in the keychain.
 */
hasAccessCode: boolean, 
/**
 * Whether one of its phone trees presses an access code.
 */
needsAccessCode: boolean, };

/**
 * An e-mail to a patient to draft, with their link at its end.
 */
export type DraftInvitationMail = { 
/**
 * Whose visit.
 */
visitId: string, 
/**
 * Its subject; at most 200 characters.
 */
subject: string, 
/**
 * What stands before the link; at most 2000 characters.
 */
text: string, };

/**
 * An e-mail to draft, with the link at its end.
 */
export type DraftThirdPartyMail = { 
/**
 * Whose link.
 */
invitationId: string, 
/**
 * Its subject; at most 200 characters.
 */
subject: string, 
/**
 * What stands before the link; at most 2000 characters.
 */
text: string, };

/**
 * The call that tried a phone tree last.
 */
export type DryRun = { 
/**
 * The call, while it goes on and after; absent where no phone tree was tried. `language` is the phone tree's, empty for all others.
 */
call?: PhoneParty | null, 
/**
 * The core's clock (RFC 3339).
 */
now: string, };

/**
 * A booked visit to change.
 */
export type EditVisit = { 
/**
 * Which.
 */
visitId: string, 
/**
 * The patient, as it shall be.
 */
patient: PatientFields, 
/**
 * The booking, as it shall be.
 */
visit: VisitFields, };

/**
 * Where the browser SDKs find Twilio. A member that is absent means the SDK's own default.
 */
export type Endpoints = { 
/**
 * `twilio-video`'s `wsServer`.
 */
videoSignalingUrl?: string, 
/**
 * `twilio-sync`'s `Twilsock.uri`.
 */
syncSocketUrl?: string, };

/**
 * An event, as windows receive it.
 */
export type Event = { "event": "sessionChanged" } | { "event": "visitChanged", 
/**
 * Which.
 */
visitId: string, 
/**
 * Its local date, `YYYY-MM-DD`.
 */
date: string, } | { "event": "patientCheckedIn", 
/**
 * Their visit.
 */
visitId: string, } | { "event": "patientJoined", 
/**
 * Their visit.
 */
visitId: string, } | { "event": "patientAway", 
/**
 * Their visit.
 */
visitId: string, } | { "event": "patientLeftCall", 
/**
 * Their visit.
 */
visitId: string, } | { "event": "guestCheckedIn", 
/**
 * The visit.
 */
visitId: string, 
/**
 * Their invitation.
 */
invitationId: string, } | { "event": "chatChanged", 
/**
 * The visit.
 */
visitId: string, 
/**
 * Whose conversation.
 */
invitationId: string, } | { "event": "chatReceived", 
/**
 * The visit.
 */
visitId: string, 
/**
 * Whose conversation.
 */
invitationId: string, } | { "event": "quickRepliesChanged" } | { "event": "roomLeft", 
/**
 * Which visit.
 */
visitId: string, } | { "event": "visitEnded", 
/**
 * Which.
 */
visitId: string, } | { "event": "phonePartyChanged", 
/**
 * Their visit.
 */
visitId: string, 
/**
 * Which.
 */
partyId: string, } | { "event": "phonePartyJoined", 
/**
 * Their visit.
 */
visitId: string, 
/**
 * Which.
 */
partyId: string, } | { "event": "dryRunChanged" } | { "event": "textChanged", 
/**
 * Its visit.
 */
visitId: string, 
/**
 * Which.
 */
textId: string, } | { "event": "textFailed", 
/**
 * Its visit.
 */
visitId: string, 
/**
 * Which.
 */
textId: string, } | { "event": "notificationOpened", 
/**
 * Where that is.
 */
place: Place, } | { "event": "textSettingsChanged" } | { "event": "visitTypesChanged" } | { "event": "waitingRulesChanged" } | { "event": "vendorRequestChanged", 
/**
 * Its visit.
 */
visitId: string, 
/**
 * Which.
 */
requestId: string, } | { "event": "directoryChanged" } | { "event": "invitationsChanged" } | { "event": "providerStateChanged", 
/**
 * To this.
 */
state: ProviderState, } | { "event": "guideChanged" } | { "event": "connectionChanged", 
/**
 * How it stands.
 */
connection: Connection, } | { "event": "dayTurned", 
/**
 * The new date.
 */
date: string, };

/**
 * What became of a file that was to be kept.
 */
export type FileSaved = { 
/**
 * Where it is now; absent where the person thought better of it.
 */
path?: string | null, };

/**
 * Whether a window is the one that the person looks at.
 */
export type Focus = { 
/**
 * It is on the screen and takes the keys.
 */
inFront: boolean, 
/**
 * The console's window shows Today. Says nothing of a call window.
 */
today: boolean, };

/**
 * A way into the room that is open now.
 */
export type GuestAdmission = { 
/**
 * Access token with a Video grant for one RoomSid.
 */
token: string, 
/**
 * The room's unique name, passed to `connect` as `name`.
 */
roomName: string, 
/**
 * The RoomSid that the token is good for: a new one means connect again.
 */
roomSid: string, 
/**
 * Which profile to connect with.
 */
profile: Profile, 
/**
 * How pictures are coded in the room.
 */
codec: RoomCodec, };

/**
 * What the clinic wrote of a third party: their page asks whether it is right.
 */
export type GuestCard = { 
/**
 * Empty where it is not known.
 */
name: string, 
/**
 * What they are to the visit.
 */
role: ThirdPartyRole, 
/**
 * In words; may be empty.
 */
relationship: string, };

/**
 * Who a third party says they are.
 */
export type GuestIntroduction = { 
/**
 * At most 200 characters.
 */
name: string, 
/**
 * In their words; at most 60 characters, may be empty.
 */
relationship: string, };

/**
 * One third party.
 */
export type GuestRef = { 
/**
 * Their invitation.
 */
invitationId: string, };

/**
 * What the page is to show.
 */
export type GuestStage = "invited" | "waiting" | "admitted" | "ended" | "cancelled" | "removed" | "keptOut" | "withdrawn" | "noShow";

/**
 * Where a guest is on their page.
 */
export type GuestStep = "opened" | "checking" | "waiting" | "inCall" | "left";

/**
 * Where the guided first visit stands.
 */
export type Guide = { 
/**
 * Whether this clinic has one to offer: its day is made for it.
 */
thereIsOne: boolean, 
/**
 * It was never begun nor declined on this computer: worth an offer.
 */
toOffer: boolean, 
/**
 * The step that is to be done; none where nobody is guided.
 */
step?: GuideStep | null, 
/**
 * The visit that it is about, once somebody was admitted.
 */
visitId?: string | null, 
/**
 * Somebody waits to be seen.
 */
somebodyWaits: boolean, };

/**
 * A step of the guided first visit: something that a person does in the real windows.
 */
export type GuideStep = "look" | "admit" | "interpreter" | "delay" | "end" | "done";

/**
 * One line of the audit log, in words a window can translate.
 */
export type HistoryEntry = { 
/**
 * When (RFC 3339).
 */
at: string, 
/**
 * Who: `provider`, `patient`, `guest` (a third party), `console` (by itself).
 */
actor: string, 
/**
 * What happened, as the event's name: `visitBooked`, `patientInvited`, `patientCheckedIn`…
 */
event: string, 
/**
 * More about it; empty where there is nothing. What happened to a third party begins with their invitation's id.
 */
detail: string, };

/**
 * A STUN or TURN server, as `RTCPeerConnection` takes it.
 */
export type IceServer = { 
/**
 * Its address.
 */
urls: string, 
/**
 * The user name.
 */
username?: string, 
/**
 * The password.
 */
credential?: string, };

/**
 * A directory's file to take in.
 */
export type ImportDirectory = { 
/**
 * Its content.
 */
text: string, };

/**
 * All that the clinic asks before its visits.
 */
export type Intake = { 
/**
 * What is asked before a visit whose type has no questions of its own, or that has no type; in their order. Empty: nothing is asked.
 */
questions: Array<Question>, 
/**
 * The questions of the visit types that have their own.
 */
own: Array<OwnQuestions>, };

/**
 * An answer, in the clinic's words where it is one of its own.
 */
export type IntakeAnswer = { 
/**
 * Its question's id.
 */
question: string, 
/**
 * The question as the clinic reads it.
 */
ask: string, 
/**
 * What was answered.
 */
answer: string, 
/**
 * When it came (RFC 3339).
 */
at: string, };

/**
 * Whether a patient wants an interpreter.
 */
export type InterpreterWish = { 
/**
 * For which language (BCP 47); absent where they want none.
 */
language?: string | null, };

/**
 * The patient's way into the visit.
 */
export type InvitationInfo = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * Whether its Documents stand, so that its link leads somewhere.
 */
readiness: InvitationReadiness, 
/**
 * When its link stops working (RFC 3339).
 */
expiresAt: string, 
/**
 * What its page measured of its network, last.
 */
networkCheck?: NetworkCheck | null, 
/**
 * What the patient answered before the visit, in the form's order.
 */
answers: Array<IntakeAnswer>, 
/**
 * What happened to it, oldest first.
 */
timeline: Array<TimelineEntry>, };

/**
 * An invitation's link, for copying, opening or drawing as a QR code.
 */
export type InvitationLink = { 
/**
 * `{portal}/#<token>`
 */
url: string, 
/**
 * When it stops working (RFC 3339).
 */
expiresAt: string, };

/**
 * Whether an invitation's link leads somewhere.
 */
export type InvitationReadiness = { "kind": "settingUp" } | { "kind": "ready" } | { "kind": "failed", 
/**
 * One plain sentence.
 */
message: string, } | { "kind": "closed" };

/**
 * Who is to be invited.
 */
export type InviteThirdParty = { 
/**
 * Into which visit.
 */
visitId: string, 
/**
 * May be empty: their page asks.
 */
name: string, 
/**
 * What they are to the visit.
 */
role: ThirdPartyRole, 
/**
 * In words; may be empty.
 */
relationship: string, 
/**
 * BCP 47.
 */
language: string, 
/**
 * Let in without being asked for.
 */
preAdmitted: boolean, };

/**
 * The invitation that was made.
 */
export type InvitedThirdParty = { 
/**
 * Opaque id.
 */
invitationId: string, };

/**
 * Have a line join now.
 */
export type JoinLeg = { 
/**
 * Whose line.
 */
partyId: string, 
/**
 * For the provider alone, until `bringIn`.
 */
listen?: boolean, };

/**
 * A line that can help in a call.
 */
export type LineChoice = { 
/**
 * Opaque id.
 */
lineId: string, 
/**
 * What the clinic calls it.
 */
name: string, 
/**
 * Its number as people read it.
 */
numberShown: string, 
/**
 * The languages it speaks (BCP 47).
 */
languages: Array<string>, 
/**
 * Whether it is open now.
 */
opening: LineOpening, 
/**
 * The likeliest way to call it: `recipe` where its phone tree is known or it has none, `guided` otherwise.
 */
way: PhoneWay, 
/**
 * Whether it has a phone tree for this language.
 */
hasRecipe: boolean, 
/**
 * How long that takes until the line is handed over, in milliseconds.
 */
recipeMillis?: number | null, 
/**
 * Its phone tree presses an access code that is not in the keychain: it can be guided only.
 */
lacksAccessCode: boolean, };

/**
 * What a line of the directory offers.
 */
export type LineOffer = "interpreter" | "specialist" | "other";

/**
 * Whether a line is open.
 */
export type LineOpening = { "kind": "always" } | { "kind": "open", 
/**
 * When it closes (RFC 3339).
 */
until: string, } | { "kind": "closed", 
/**
 * When it opens (RFC 3339), if within the week.
 */
opens?: string | null, };

/**
 * The clinic's order.
 */
export type LineOrder = { 
/**
 * The lines, the first first; those that are not named follow.
 */
lineIds: Array<string>, };

/**
 * One line.
 */
export type LineRef = { 
/**
 * Which.
 */
lineId: string, };

/**
 * Whom a call window may call for a role.
 */
export type LinesForCall = { 
/**
 * What they are to the visit.
 */
role: ThirdPartyRole, 
/**
 * The language (BCP 47); absent for the patient's.
 */
language?: string, };

/**
 * What is known of a text with a link, as far as it was sent at all.
 */
export type LinkText = "sent" | "delivered" | "notDelivered";

/**
 * A booked visit's new time.
 */
export type MoveVisit = { 
/**
 * Which.
 */
visitId: string, 
/**
 * Local date in the clinic's zone, `YYYY-MM-DD`.
 */
date: string, 
/**
 * Local time in the clinic's zone, `HH:MM`.
 */
time: string, };

/**
 * Mute a line for the visit, or unmute it.
 */
export type MuteLeg = { 
/**
 * Whose line.
 */
partyId: string, 
/**
 * Whether nobody in the visit hears it.
 */
muted: boolean, };

/**
 * The newest network check of an invitation's page.
 */
export type NetworkCheck = { 
/**
 * When its report came (RFC 3339).
 */
at: string, 
/**
 * What it measured.
 */
measures: NetworkMeasures, };

/**
 * What a network check measured. A number is null where the browser told none.
 */
export type NetworkMeasures = { 
/**
 * How far it came.
 */
outcome: NetworkOutcome, 
/**
 * By which way.
 */
path?: NetworkPath | null, 
/**
 * To the relay and back, in milliseconds.
 */
roundTripMs?: number | null, 
/**
 * How unevenly packets arrive, in milliseconds.
 */
jitterMs?: number | null, 
/**
 * Packets lost, per thousand.
 */
lossPermille?: number | null, 
/**
 * What goes through in a second, in kilobits.
 */
kilobits?: number | null, 
/**
 * Until Twilio's signalling answered, in milliseconds.
 */
signallingMs?: number | null, 
/**
 * Until sound and picture ran, in milliseconds.
 */
mediaMs?: number | null, 
/**
 * Expected quality in bars, 1 to 5; 0 where it is not known.
 */
bars: number, 
/**
 * Whether the page will send the smaller picture.
 */
smallPicture: boolean, };

/**
 * How far a network check came.
 */
export type NetworkOutcome = "completed" | "noSignalling" | "noMedia" | "notTried";

/**
 * What a page tries its network with, for minutes. It opens no visit's room.
 */
export type NetworkPass = { 
/**
 * The number that the page asked with.
 */
asked: number, 
/**
 * Access token with a Video grant for a RoomSid that no room has.
 */
token: string, 
/**
 * STUN and TURN servers to measure with; empty where Twilio gave none.
 */
iceServers: Array<IceServer>, };

/**
 * How sound and picture get to Twilio's relay.
 */
export type NetworkPath = "udp" | "tcp" | "tls";

/**
 * What the network check said.
 */
export type NetworkVerdict = "untried" | "good" | "usable" | "poor";

/**
 * A line that would be called next.
 */
export type NextChoice = { 
/**
 * Which.
 */
lineId: string, 
/**
 * What the clinic calls it.
 */
name: string, };

/**
 * Who can help where a service sends nobody.
 */
export type NextHelp = { "kind": "service", 
/**
 * Which.
 */
connectorId: string, 
/**
 * What the clinic calls it.
 */
name: string, } | { "kind": "line", 
/**
 * Which.
 */
lineId: string, 
/**
 * What the clinic calls it.
 */
name: string, };

/**
 * What happens when a line is busy or nobody answers.
 */
export type NextLine = "ask" | "byItself";

/**
 * The next visit after an empty day.
 */
export type NextVisit = { 
/**
 * Local date, `YYYY-MM-DD`.
 */
date: string, 
/**
 * Start (RFC 3339).
 */
startsAt: string, 
/**
 * The patient's name.
 */
patientName: string, 
/**
 * The patient's language (BCP 47).
 */
language: string, };

/**
 * Nothing is asked with the command, or nothing is answered.
 */
export type Nothing = Record<symbol, never>;

/**
 * What shows notifications on this computer.
 */
export type NotificationService = { "kind": "ready", 
/**
 * What it calls itself.
 */
name: string, 
/**
 * Whether it says that somebody pressed a notification; else pressing one does nothing.
 */
opens: boolean, } | { "kind": "missing" } | { "kind": "unsupported" };

/**
 * What the desktop tells of while no window of the console's shows it.
 */
export type NotificationSettings = { 
/**
 * Whether anything is told at all.
 */
on: boolean, 
/**
 * A patient came to the waiting room.
 */
arrivals: boolean, 
/**
 * An invited person wrote something.
 */
messages: boolean, 
/**
 * A waiting person's page shows no sign of life.
 */
lost: boolean, 
/**
 * A third party waits to be let in.
 */
guests: boolean, 
/**
 * A patient is no longer in a call that goes on.
 */
leftCall: boolean, 
/**
 * A line that was called is in the visit.
 */
lines: boolean, 
/**
 * A text did not arrive.
 */
texts: boolean, 
/**
 * Whether names may stand in it.
 */
names: boolean, };

/**
 * The choice, and what there is to carry it out.
 */
export type Notifications = { 
/**
 * What is told.
 */
settings: NotificationSettings, 
/**
 * By what.
 */
service: NotificationService, };

/**
 * A number that may be called. One that may not is refused in words.
 */
export type NumberInfo = { 
/**
 * As it is dialled, E.164.
 */
number: string, 
/**
 * As people read it.
 */
shown: string, 
/**
 * Its country (ISO 3166, two letters).
 */
country: string, };

/**
 * Open a visit's call window.
 */
export type OpenCall = { 
/**
 * Which visit.
 */
visitId: string, 
/**
 * Where: the console's page has looked whether its own webview has WebRTC.
 */
surface: CallSurface, };

/**
 * When a line is open.
 */
export type OpeningHours = { 
/**
 * IANA zone.
 */
zone: string, 
/**
 * The spans of the week; none at all means day and night.
 */
spans: Array<OpeningSpan>, };

/**
 * A span of the week.
 */
export type OpeningSpan = { 
/**
 * The days it begins on: 1 Monday to 7 Sunday.
 */
days: Array<number>, 
/**
 * Local time, `HH:MM`.
 */
from: string, 
/**
 * Local time, `HH:MM`; not later than `from` means the next day's.
 */
to: string, };

/**
 * The questions of a visit type.
 */
export type OwnQuestions = { 
/**
 * The visit type's id.
 */
visitType: string, 
/**
 * In their order. Empty: its patients are asked nothing.
 */
questions: Array<Question>, };

/**
 * One third party of a visit, from the console window.
 */
export type PartyOfVisit = { 
/**
 * The visit.
 */
visitId: string, 
/**
 * Which.
 */
partyId: string, };

/**
 * One third party of the call window's visit.
 */
export type PartyRef = { 
/**
 * Which.
 */
partyId: string, };

/**
 * Goes on from a step without doing it.
 */
export type PassGuideStep = { 
/**
 * The step that is passed; nothing happens where another one is reached by now.
 */
step: GuideStep, };

/**
 * What is known of a patient.
 */
export type PatientFields = { 
/**
 * Required.
 */
name: string, 
/**
 * `YYYY-MM-DD` or empty.
 */
birthDate: string, 
/**
 * May be empty.
 */
recordNumber: string, 
/**
 * BCP 47.
 */
language: string, 
/**
 * E.164 or empty.
 */
phone: string, 
/**
 * May be empty.
 */
email: string, 
/**
 * The IANA zone of where they are; empty for where the clinic is. Absent leaves it as it is known.
 */
timeZone?: string, };

/**
 * The patient of a visit.
 */
export type PatientInfo = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * Name.
 */
name: string, 
/**
 * Date of birth, `YYYY-MM-DD`, where known.
 */
birthDate?: string | null, 
/**
 * The clinic's record number; empty where unknown.
 */
recordNumber: string, 
/**
 * BCP 47.
 */
language: string, 
/**
 * E.164 or empty.
 */
phone: string, 
/**
 * Empty where unknown.
 */
email: string, 
/**
 * The IANA zone of where they are; empty for where the clinic is.
 */
timeZone: string, };

/**
 * A patient's number that was looked at.
 */
export type PatientNumber = { 
/**
 * As it is kept, E.164.
 */
number: string, 
/**
 * As people read it.
 */
shown: string, 
/**
 * Its country (ISO 3166, two letters); empty for one that belongs to none.
 */
country: string, 
/**
 * Why the clinic does not text it, one sentence; absent where it does.
 */
notTexted?: string | null, 
/**
 * Since when its person wants no texts (RFC 3339): they answered STOP.
 */
stoppedSince?: string | null, };

/**
 * What may be done with a call now.
 */
export type PhoneAction = "bringIn" | "join" | "listen" | "pressKeys" | "takeOver" | "mute" | "unmute" | "hangUp" | "dialNext";

/**
 * What happened to a call.
 */
export type PhoneEvent = "dialRequested" | "dialPutOff" | "dialTaken" | "dialRefused" | "dialLost" | "dialCancelled" | "lineRang" | "lineAnswered" | "stepBegun" | "personAwaited" | "takenOver" | "keysPressed" | "joinAsked" | "legHeard" | "legJoined" | "legBroughtIn" | "legLeft" | "legMuted" | "legUnmuted" | "hangUpAsked" | "lineBusy" | "lineUnanswered" | "lineFailed" | "lineCancelled" | "lineEnded";

/**
 * Why there was no call, in words.
 */
export type PhoneFailure = { 
/**
 * What happened, one plain sentence.
 */
message: string, 
/**
 * What to do next; empty where there is nothing to do.
 */
advice: string, 
/**
 * Twilio's code, where it was Twilio that refused.
 */
twilioCode?: number | null, };

/**
 * A third party who is reached by phone: one attempt, with its live timeline.
 */
export type PhoneParty = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * Their identity in the room: opaque, never a number.
 */
identity: string, 
/**
 * Who they are; empty for a number without a name.
 */
name: string, 
/**
 * What they are to the visit.
 */
role: ThirdPartyRole, 
/**
 * BCP 47.
 */
language: string, 
/**
 * The number as people read it.
 */
numberShown: string, 
/**
 * The directory's line, where it was one.
 */
lineId?: string | null, 
/**
 * How the line comes in.
 */
way: PhoneWay, 
/**
 * Where the call stands.
 */
state: PhoneState, 
/**
 * Since when (RFC 3339).
 */
since: string, 
/**
 * When it was asked for (RFC 3339): the card counts from here.
 */
addedAt: string, 
/**
 * The phone tree as it was when the line was dialled.
 */
steps: Array<PhoneStep>, 
/**
 * Which step it is on, from 1.
 */
step?: number | null, 
/**
 * In the room, the provider alone hears it.
 */
quiet: boolean, 
/**
 * Nobody in the visit hears it.
 */
muted: boolean, 
/**
 * The call is to end, and has not yet.
 */
hangingUp: boolean, 
/**
 * Whether the call is over.
 */
over: boolean, 
/**
 * What answered.
 */
answeredBy?: Answerer | null, 
/**
 * Why there was no call.
 */
failure?: PhoneFailure | null, 
/**
 * What happened, oldest first.
 */
timeline: Array<PhoneTimelineEntry>, 
/**
 * What may be done now, the likeliest first.
 */
actions: Array<PhoneAction>, 
/**
 * Who would be called next.
 */
next?: NextChoice | null, 
/**
 * The attempt that this one follows.
 */
insteadOf?: string | null, };

/**
 * A phone tree, for one language or for all others.
 */
export type PhoneRecipe = { 
/**
 * The language it leads to (BCP 47); absent for all others.
 */
language?: string | null, 
/**
 * The steps, in order; the last one hands over.
 */
steps: Array<RecipeStep>, };

/**
 * Whom the clinic may call, and how.
 */
export type PhoneRules = { 
/**
 * The countries that may be called (ISO 3166, two letters).
 */
countries: Array<string>, 
/**
 * What happens when a line is busy or nobody answers.
 */
nextLine: NextLine, 
/**
 * The account's number to call from; empty for the first that can.
 */
caller: string, };

/**
 * Where a call to a third party stands (docs/third-parties.md).
 */
export type PhoneState = "intended" | "requested" | "unknown" | "queued" | "ringing" | "answered" | "onStep" | "waitingForPerson" | "listening" | "inVisit" | "busy" | "noAnswer" | "failed" | "cancelled" | "completed";

/**
 * A step of the phone tree of a call, as its card names it.
 */
export type PhoneStep = { 
/**
 * What it does.
 */
kind: PhoneStepKind, 
/**
 * The keys it presses; never an access code.
 */
keys?: string | null, 
/**
 * What it is for, or what is said; may be empty.
 */
note: string, 
/**
 * How long it takes, in milliseconds.
 */
millis: number, };

/**
 * What a step does.
 */
export type PhoneStepKind = "wait" | "press" | "pressCode" | "say" | "handOver";

/**
 * Something that happened to a call.
 */
export type PhoneTimelineEntry = { 
/**
 * What.
 */
event: PhoneEvent, 
/**
 * The state it led to.
 */
state: PhoneState, 
/**
 * The step that began, from 1.
 */
step?: number | null, 
/**
 * When (RFC 3339).
 */
at: string, };

/**
 * How a phone line comes into the visit.
 */
export type PhoneWay = "recipe" | "guided" | "listenIn";

/**
 * Where a notification leads in the console's window.
 */
export type Place = { "kind": "today" } | { "kind": "visit", 
/**
 * Which.
 */
visitId: string, } | { "kind": "messages", 
/**
 * Whose conversation.
 */
invitationId?: string | null, } | { "kind": "settings" };

/**
 * A template with its typographic signs written plainly.
 */
export type PlainForm = { 
/**
 * The template.
 */
template: string, 
/**
 * How many segments it takes then.
 */
segments: number, };

/**
 * One text of the clinic's plan.
 */
export type PlannedText = { 
/**
 * `reminder` or `link`.
 */
kind: TextKind, 
/**
 * How many minutes before the visit's start: a reminder 5 to 20160, a link 5 to 720.
 */
minutesBefore: number, };

/**
 * Where the calls of this console will be held.
 */
export type PrepareCall = { 
/**
 * As in `openCall`.
 */
surface: CallSurface, };

/**
 * Press keys on a line. A phone tree that runs is taken over.
 */
export type PressKeys = { 
/**
 * Whose line.
 */
partyId: string, 
/**
 * `0`–`9`, `*`, `#`, `A`–`D`, and `w` for half a second; 1 to 32.
 */
keys: string, };

/**
 * A phone tree to look at before it is saved.
 */
export type PreviewRecipe = { 
/**
 * The phone tree.
 */
recipe: PhoneRecipe, 
/**
 * The line it is for, whose access code it presses; absent where there is none yet.
 */
lineId?: string, };

/**
 * Look at a template before it is kept.
 */
export type PreviewTemplate = { 
/**
 * The template.
 */
template: TextTemplate, 
/**
 * Whether names and reasons may stand in it.
 */
names: boolean, 
/**
 * Whether typographic signs are written plainly.
 */
plain: boolean, 
/**
 * Whether Twilio shortens links.
 */
shortenLinks: boolean, };

/**
 * Look at a third party's text before it is sent.
 */
export type PreviewThirdPartyText = { 
/**
 * Whose.
 */
invitationId: string, 
/**
 * To which number, as it was typed in.
 */
number: string, };

/**
 * The two connection profiles of the guide (PRODUCT.md, "Capture and connection profiles").
 */
export type Profile = "two" | "many";

/**
 * The clinician at this console.
 */
export type ProviderInfo = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * Display name, for example "Dr. Amara Okafor".
 */
name: string, 
/**
 * What the waiting patients are told.
 */
state: ProviderState, };

/**
 * The provider's own state, as waiting patients are told.
 */
export type ProviderState = { "kind": "available" } | { "kind": "withPatient" } | { "kind": "late", 
/**
 * By how many minutes.
 */
minutes: number, } | { "kind": "away" };

/**
 * A question of the clinic.
 */
export type Question = { 
/**
 * By what its answer is known: small letters, digits and hyphens.
 */
id: string, 
/**
 * What kind of answer it asks for.
 */
kind: QuestionKind, 
/**
 * Whether the page asks for an answer before it goes on. Nobody is kept from waiting by it.
 */
required: boolean, 
/**
 * The clinic's words; the first language is the clinic's own, and whoever speaks none of them reads it.
 */
words: Array<QuestionWords>, };

/**
 * What kind of answer a question asks for.
 */
export type QuestionKind = "text" | "choice" | "yesNo" | "date" | "number" | "consent" | "copay";

/**
 * A question in one language.
 */
export type QuestionWords = { 
/**
 * The language (BCP 47).
 */
language: string, 
/**
 * The question itself; for a consent, its terms.
 */
ask: string, 
/**
 * What helps to answer; may be empty.
 */
hint: string, 
/**
 * What can be chosen; for choices alone. In each language as many, in the same order.
 */
options: Array<string>, };

/**
 * The clinic's own quick replies.
 */
export type QuickReplies = { 
/**
 * At most 12, one line each.
 */
replies: Array<string>, };

/**
 * Hours in which nobody is texted, in the reader's zone; they may go over midnight.
 */
export type QuietHours = { 
/**
 * `HH:MM`
 */
from: string, 
/**
 * `HH:MM`
 */
until: string, };

/**
 * Somebody's messages were looked at.
 */
export type ReadChat = { 
/**
 * Their invitation.
 */
invitationId: string, 
/**
 * The newest message that was on the screen.
 */
messageId: string, };

/**
 * A report Document as the console's page received it by push.
 */
export type ReceivedReport = { 
/**
 * Whose.
 */
invitationId: string, 
/**
 * The Document's data as it came: checked by the core, not by the page.
 */
data: unknown, };

/**
 * Something to change in a phone tree before it can be saved.
 */
export type RecipeMistake = { 
/**
 * The step, from 1; absent where it is about all of them.
 */
step?: number | null, 
/**
 * What to change, one plain sentence.
 */
message: string, };

/**
 * What a phone tree comes to.
 */
export type RecipePreview = { 
/**
 * What is to be changed; empty where it can be saved.
 */
mistakes: Array<RecipeMistake>, 
/**
 * What Twilio will be told, a verb a line; empty where there are mistakes. The access code is dots; the room and the identity
 * stand for those of a visit.
 */
twiml: Array<TwimlLine>, 
/**
 * How long each step takes, in milliseconds.
 */
stepMillis: Array<number>, 
/**
 * How long all of it takes until the line is handed over, in milliseconds.
 */
totalMillis: number, };

/**
 * One step of a phone tree.
 */
export type RecipeStep = { "kind": "wait", 
/**
 * 1 to 300.
 */
seconds: number, 
/**
 * What for; may be empty.
 */
note: string, } | { "kind": "press", 
/**
 * `0`–`9`, `A`–`D`, `*`, `#`, and `w` for half a second of waiting; 1 to 32.
 */
keys: string, 
/**
 * Half seconds waited before, 0 to 40.
 */
waitBefore: number, 
/**
 * What for; may be empty.
 */
note: string, } | { "kind": "pressCode", 
/**
 * Half seconds waited before, 0 to 40.
 */
waitBefore: number, 
/**
 * The key that ends the code: `#`, `*` or nothing.
 */
end: string, 
/**
 * What for; may be empty.
 */
note: string, } | { "kind": "say", 
/**
 * 1 to 300 characters. Never about a patient.
 */
text: string, 
/**
 * In which language (BCP 47); empty for English.
 */
language: string, } | { "kind": "handOver", 
/**
 * How long the line stays outside first, in seconds, 0 to 600.
 */
seconds: number, 
/**
 * The line comes into the room for the provider alone, until it is brought in.
 */
quiet: boolean, 
/**
 * What for; may be empty.
 */
note: string, };

/**
 * Take a third party out.
 */
export type RemoveGuest = { 
/**
 * Whom.
 */
invitationId: string, 
/**
 * For good: the room is completed and everybody else moves to a new one.
 */
keepOut: boolean, };

/**
 * A link's longer life.
 */
export type RenewedLink = { 
/**
 * The Sync token to go on with.
 */
token: string, 
/**
 * When it stops working (RFC 3339).
 */
expiresAt: string, };

/**
 * `in-<id>-report`: what the page says of itself. Untrusted: validated, bounded, shown as text.
 */
export type Report = { 
/**
 * The layout's version: 1.
 */
v: number, 
/**
 * Grows with every write; a smaller one than seen is ignored.
 */
seq: number, 
/**
 * Grows every 20 s while the page lives.
 */
beat: number, 
/**
 * Where the person is.
 */
step: GuestStep, 
/**
 * What the checks said.
 */
devices: DeviceReport, 
/**
 * What the network check said.
 */
network: NetworkVerdict, 
/**
 * What it measured.
 */
measured?: NetworkMeasures | null, 
/**
 * A number, drawn by the page, while it asks for a pass to try its network with; 0 else.
 */
checkAsked: number, 
/**
 * What was answered of the clinic's questions, by their ids; all of it at most 4000 bytes.
 */
answers: { [key in string]: string }, 
/**
 * The page's language (BCP 47).
 */
language: string, 
/**
 * The browser, as the page names it, for example "Safari on iPhone"; at most 80 characters.
 */
browser: string, 
/**
 * Who they say they are; asked of third parties only.
 */
guest?: GuestIntroduction | null, 
/**
 * Whether they could hear and see well, asked after the visit.
 */
survey?: SurveyAnswer | null, 
/**
 * Whether the patient wants an interpreter; absent while they were not asked.
 */
interpreter?: InterpreterWish | null, 
/**
 * What the person answered to being asked to come back later.
 */
comeBack?: ComeBackReply | null, 
/**
 * How far the page came in the clinic's List, and in its own.
 */
chat: ChatMarks, };

/**
 * One invitation's report Document.
 */
export type ReportDocument = { 
/**
 * The invitation.
 */
invitationId: string, 
/**
 * The Document's unique name, `in-<id>-report`.
 */
uniqueName: string, 
/**
 * The unique name of the List that the person writes, `in-<id>-from-guest`.
 */
listName: string, };

/**
 * How pictures are coded in a room.
 */
export type RoomCodec = "vp8" | "h264";

/**
 * What the clinic asks of the rooms its visits are held in. As long as everything is as usual, rooms are made by connecting to
 * them; whatever differs has them made over REST first.
 */
export type RoomPolicy = { 
/**
 * How pictures are coded.
 */
codec: RoomCodec, 
/**
 * Where the media servers are, by Twilio's word for the region (`de1`); empty for the account's own setting.
 */
mediaRegion: string, 
/**
 * Minutes a room stays open after the last has left, 1 to 60. None is Twilio's own: an ad-hoc room ends at once, one that
 * something else has had made over REST after five minutes.
 */
emptyMinutes?: number | null, 
/**
 * The most people a room is made for, 2 to 25; none for Twilio's own limit. Twilio is told twice as many, because everybody
 * is in twice for a few seconds while a call moves to the second profile.
 */
mostPeople?: number | null, };

/**
 * A document to keep.
 */
export type SaveConnector = { 
/**
 * Which; absent for a new one.
 */
id?: string, 
/**
 * JSON.
 */
document: string, };

/**
 * A secret of a connector. It goes to the keychain and is never sent back to a window.
 */
export type SaveConnectorSecret = { 
/**
 * Whose.
 */
connectorId: string, 
/**
 * Which: the document names it.
 */
name: string, 
/**
 * 1 to 1000 characters; empty removes it.
 */
value: string, };

/**
 * A line, as it is typed in.
 */
export type SaveLine = { 
/**
 * Which; absent for a new one.
 */
id?: string, 
/**
 * 1 to 200 characters.
 */
name: string, 
/**
 * What it offers.
 */
offers: LineOffer, 
/**
 * BCP 47.
 */
languages: Array<string>, 
/**
 * With its country code, or as it is dialled at home.
 */
number: string, 
/**
 * When it is open.
 */
hours: OpeningHours, 
/**
 * May be empty.
 */
notes: string, 
/**
 * At most one for each language, and one for all others.
 */
recipes: Array<PhoneRecipe>, 
/**
 * Its access code: absent leaves the kept one, empty removes it. It goes to the keychain and is never sent back to a window.
 */
accessCode?: string, };

/**
 * The clinic whose account is kept on this computer, as far as is told of it before it is opened.
 */
export type SavedAccount = { 
/**
 * What the clinic calls itself.
 */
clinicName: string, 
/**
 * The clinician's display name.
 */
providerName: string, 
/**
 * The account's SID, by its ends: enough to tell one from another.
 */
accountSid: string, 
/**
 * The address of the patient's page, without a trailing slash.
 */
portalUrl: string, };

/**
 * The connector that was saved.
 */
export type SavedConnector = { 
/**
 * Which.
 */
connectorId: string, };

/**
 * The line that was saved.
 */
export type SavedLine = { 
/**
 * Which.
 */
lineId: string, };

/**
 * A message that a page says in its own language.
 */
export type Saying = { "kind": "late", 
/**
 * By about so many minutes.
 */
minutes: number, } | { "kind": "onTime" };

/**
 * Everybody, and how the practice clinic's time passes.
 */
export type Scene = { 
/**
 * This moment there (RFC 3339).
 */
now: string, 
/**
 * How many times as fast as usual time passes there.
 */
speed: number, 
/**
 * How far it is ahead of this computer's, in seconds.
 */
aheadSeconds: number, 
/**
 * The people, in the script's order.
 */
members: Array<CastMember>, };

/**
 * What a call window saw, for its own visit.
 */
export type SeenInCall = { 
/**
 * The fact.
 */
fact: CallFact, };

/**
 * Write to somebody.
 */
export type SendChat = { 
/**
 * Their invitation.
 */
invitationId: string, 
/**
 * 1 to 500 characters, in lines.
 */
text: string, };

/**
 * A service that can help in a visit.
 */
export type ServiceChoice = { 
/**
 * Opaque id.
 */
connectorId: string, 
/**
 * What the clinic calls it.
 */
name: string, 
/**
 * How whom it sends comes in.
 */
modality: ServiceModality, 
/**
 * Secrets that it needs and that are not in the keychain: it cannot be asked.
 */
lacksSecrets: boolean, };

/**
 * The services that can help.
 */
export type ServiceChoices = { 
/**
 * The language that was asked for (BCP 47).
 */
language: string, 
/**
 * The services, in order.
 */
services: Array<ServiceChoice>, 
/**
 * The names of those that offer the same and do not have the language: they are not asked.
 */
withoutLanguage: Array<string>, };

/**
 * How whom a service sends comes in.
 */
export type ServiceModality = "video" | "phone";

/**
 * What somebody is needed for.
 */
export type ServicesFor = { 
/**
 * For which visit.
 */
visitId: string, 
/**
 * What they are to it.
 */
role: ThirdPartyRole, 
/**
 * BCP 47; absent for the patient's.
 */
language?: string, };

/**
 * What a console window needs to know before it draws anything.
 */
export type Session = { 
/**
 * The open clinic; none before the first run is answered or while the store cannot be opened.
 */
clinic?: ClinicInfo | null, 
/**
 * That another console acts for the clinic, where one does: then this one only shows.
 */
standingBy?: StandingBy | null, 
/**
 * Why the stored clinic could not be opened, where that is so.
 */
problem?: CommandError | null, 
/**
 * The clinic whose account is kept, so that it can be opened with `openAccountClinic`.
 */
savedAccount?: SavedAccount | null, 
/**
 * Anteroom's version.
 */
version: string, };

/**
 * Set what waiting patients are told.
 */
export type SetProviderState = { 
/**
 * To this.
 */
state: ProviderState, };

/**
 * All that the clinic shall have, in this order. One that is not among them is removed.
 */
export type SetVisitTypes = { 
/**
 * At most 30.
 */
types: Array<VisitTypeFields>, };

/**
 * Settle a text that nobody knows of.
 */
export type SettleText = { 
/**
 * Which.
 */
textId: string, 
/**
 * How.
 */
verdict: TextVerdict, };

/**
 * Whether a service has a request: somebody has asked there.
 */
export type SettleVendor = { 
/**
 * Of which visit.
 */
visitId: string, 
/**
 * Which.
 */
requestId: string, 
/**
 * Whether it has it.
 */
taken: boolean, };

/**
 * Another console acts for the clinic.
 */
export type StandingBy = { 
/**
 * Since when (RFC 3339).
 */
since: string, 
/**
 * Since when it shows no sign of life, if it does not (RFC 3339).
 */
silentSince?: string | null, };

/**
 * `in-<id>-status`: what the page shows and may do.
 */
export type Status = { 
/**
 * The layout's version: 1.
 */
v: number, 
/**
 * Grows with every write; the page ignores a smaller one than it has seen.
 */
seq: number, 
/**
 * What the page is to show.
 */
stage: GuestStage, 
/**
 * The clinic's name.
 */
clinicName: string, 
/**
 * The provider's display name.
 */
providerName: string, 
/**
 * The provider's state.
 */
providerState: ProviderState, 
/**
 * Planned start (RFC 3339).
 */
startsAt: string, 
/**
 * Planned length.
 */
minutes: number, 
/**
 * The person's language as the clinic knows it (BCP 47): the page speaks it until the person chooses another.
 */
language?: string | null, 
/**
 * Place in line while waiting, from 1.
 */
place?: number | null, 
/**
 * When the visit will probably start (RFC 3339), while waiting.
 */
expectedAt?: string | null, 
/**
 * When the person was asked to come back (RFC 3339), while they are.
 */
comeBackAt?: string | null, 
/**
 * The way into the call: present only while admitted and while a room is open. Its room is a RoomSid.
 */
admission?: GuestAdmission | null, 
/**
 * A renewed Sync token, where the link's life was extended.
 */
link?: RenewedLink | null, 
/**
 * For a third party's page, not for the patient's: what the clinic wrote of the person themselves.
 */
guest?: GuestCard | null, 
/**
 * What the others in the call are, while admitted. Nobody's name but the provider's is told to anybody.
 */
people: Array<StatusPerson>, 
/**
 * What the clinic says after the visit; empty before, and where it says nothing.
 */
afterword: string, 
/**
 * The unique name of the Document with the console's signs of life.
 */
alive: string, 
/**
 * How far the clinic came in the person's List.
 */
chat: ChatMarks, 
/**
 * What the page tries its network with, where it asked for it.
 */
check?: NetworkPass | null, 
/**
 * What the patient is asked before the visit, in their language.
 */
intake: Array<AskedQuestion>, 
/**
 * What the patient can watch until they are let in.
 */
video?: WaitingVideo | null, };

/**
 * Somebody who may be in the call.
 */
export type StatusPerson = { 
/**
 * The Twilio identity, opaque.
 */
identity: string, 
/**
 * What they are.
 */
role: CallRole, };

/**
 * Whether somebody could hear and see well.
 */
export type SurveyAnswer = "all" | "most" | "hard";

/**
 * What the console's own page needs to hear the waiting room by push.
 */
export type SyncAccess = { 
/**
 * A token with a Sync grant only, for the provider's identity.
 */
token: string, 
/**
 * The report Documents to listen to: one for each open invitation.
 */
reports: Array<ReportDocument>, 
/**
 * The unique name of the Document that says which console acts for the clinic: `leaseChanged` where it changes.
 */
lease: string, };

/**
 * Tell everybody who waits that the provider is late.
 */
export type TellDelay = { 
/**
 * By about so many, 1 to 480.
 */
minutes: number, 
/**
 * What the provider chose to say; absent for the usual words, which pages say in their reader's language.
 */
text?: string | null, };

/**
 * What may be done with a text.
 */
export type TextAction = "cancel" | "search" | "saySent" | "sayUnsent";

/**
 * How a text is written on its way.
 */
export type TextEncoding = "gsm7" | "ucs2";

/**
 * Something that happened to a text.
 */
export type TextEntry = { 
/**
 * The state it led to.
 */
state: TextState, 
/**
 * When (RFC 3339).
 */
at: string, };

/**
 * Text a patient their link.
 */
export type TextInvitation = { 
/**
 * Whose visit.
 */
visitId: string, 
/**
 * In quiet hours too; otherwise it is sent when they end.
 */
anyway?: boolean, };

/**
 * What a text is for (docs/texts.md).
 */
export type TextKind = "invitation" | "reminder" | "link" | "change" | "cancellation" | "thirdParty";

/**
 * One text.
 */
export type TextMessage = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * The visit it is about.
 */
visitId: string, 
/**
 * Whose link it brings, where it brings one: an invitation's id.
 */
invitationId?: string | null, 
/**
 * Whether it goes to a third party.
 */
toThirdParty: boolean, 
/**
 * What it is for.
 */
kind: TextKind, 
/**
 * To which number, as people read it.
 */
numberShown: string, 
/**
 * BCP 47.
 */
language: string, 
/**
 * Where it stands.
 */
state: TextState, 
/**
 * Since when (RFC 3339).
 */
since: string, 
/**
 * When it is, or was, to be sent (RFC 3339).
 */
plannedFor: string, 
/**
 * It was sent so much after its time that somebody should know.
 */
late: boolean, 
/**
 * It is being called off.
 */
cancelling: boolean, 
/**
 * How many segments it took, once Twilio counted them.
 */
segments?: number | null, 
/**
 * Why it was not sent or did not arrive; also that it could not be called off any more.
 */
problem?: TextProblem | null, 
/**
 * What happened, oldest first.
 */
timeline: Array<TextEntry>, 
/**
 * What may be done, the likeliest first.
 */
actions: Array<TextAction>, };

/**
 * Something about a text that somebody should see: sent late or not at all, failed, or not known of.
 */
export type TextNotice = { 
/**
 * The text.
 */
text: TextMessage, 
/**
 * The patient of its visit.
 */
patientName: string, 
/**
 * The visit's start (RFC 3339).
 */
startsAt: string, };

/**
 * What there is to see.
 */
export type TextNotices = { 
/**
 * Oldest first.
 */
notices: Array<TextNotice>, };

/**
 * How a text will be, counted as it is sent.
 */
export type TextPreview = { 
/**
 * To which number, as people read it; empty for a template.
 */
numberShown: string, 
/**
 * The words' language (BCP 47).
 */
language: string, 
/**
 * The text; of its link the address alone, since the rest is minted when it is sent.
 */
text: string, 
/**
 * How many segments it takes, each of which is paid for.
 */
segments: number, 
/**
 * How it is written.
 */
encoding: TextEncoding, 
/**
 * How many characters it has, as that counts them.
 */
units: number, 
/**
 * How many more fit into the last segment.
 */
left: number, 
/**
 * What keeps it from being written in seven bits, as it is sent.
 */
unusual: Array<string>, 
/**
 * How long its link is; 0 where there is none.
 */
linkLength: number, 
/**
 * How many segments its link alone costs.
 */
linkSegments: number, 
/**
 * Twilio shortens the link, so that the count is an estimate.
 */
shortened: boolean, 
/**
 * The template in the plain form that takes fewer segments, where there is one and it was not asked for.
 */
plain?: PlainForm | null, 
/**
 * Quiet hours go on for its reader, until then (RFC 3339).
 */
quietUntil?: string | null, 
/**
 * When it goes (RFC 3339); absent where no time is left outside the quiet hours before it is of no use.
 */
goesAt?: string | null, 
/**
 * The reader's zone.
 */
timeZone: string, 
/**
 * The account has something to send by.
 */
hasSender: boolean, };

/**
 * Why a text was not sent or did not arrive, in the person's words.
 */
export type TextProblem = { 
/**
 * What happened, one sentence.
 */
message: string, 
/**
 * What to do, one sentence; may be empty.
 */
advice: string, 
/**
 * Twilio's code, where it was Twilio that said so.
 */
twilioCode?: number | null, };

/**
 * One text.
 */
export type TextRef = { 
/**
 * Which.
 */
textId: string, };

/**
 * Texts.
 */
export type TextRefs = { 
/**
 * Which.
 */
textIds: Array<string>, };

/**
 * What texts are sent by.
 */
export type TextSender = { 
/**
 * The messaging service (`MG…`): it can schedule texts and shorten links.
 */
service?: string | null, 
/**
 * What the account calls it.
 */
serviceName?: string | null, 
/**
 * Whether it is registered for texts to the United States; absent where Twilio does not say.
 */
usRegistered?: boolean | null, 
/**
 * Whether it has a domain to shorten links under.
 */
canShorten: boolean, 
/**
 * The number, as people read it.
 */
numberShown?: string | null, };

/**
 * How the clinic texts.
 */
export type TextSettings = { 
/**
 * What is sent by itself before each visit.
 */
plan: Array<PlannedText>, 
/**
 * Whoever was texted about a visit is told when it moves or is cancelled.
 */
tellChanges: boolean, 
/**
 * When nobody is texted; absent where texts may be sent at any hour.
 */
quiet?: QuietHours | null, 
/**
 * Names and reasons may stand in texts.
 */
names: boolean, 
/**
 * Typographic signs that would make a text longer are written plainly.
 */
plain: boolean, 
/**
 * Twilio shortens links.
 */
shortenLinks: boolean, 
/**
 * `MG…`; empty for the account's only one.
 */
service: string, 
/**
 * E.164; empty for what the account has.
 */
number: string, 
/**
 * The clinic's own words.
 */
templates: Array<TextTemplate>, };

/**
 * How the clinic texts, and what it can choose from.
 */
export type TextSettingsView = { 
/**
 * As it is set.
 */
settings: TextSettings, 
/**
 * The product's own words, for every kind in every language it has.
 */
builtIn: Array<TextTemplate>, 
/**
 * The variables that may stand in a template.
 */
variables: Array<string>, 
/**
 * What texts are sent by now; absent where Twilio was not reached.
 */
sender?: TextSender | null, };

/**
 * Where a text stands (docs/texts.md).
 */
export type TextState = "planned" | "intended" | "requested" | "unknown" | "unresolved" | "scheduled" | "accepted" | "queued" | "sent" | "delivered" | "undelivered" | "failed" | "cancelled" | "withheld";

/**
 * A clinic's own words for a kind of text in a language.
 */
export type TextTemplate = { 
/**
 * What for.
 */
kind: TextKind, 
/**
 * BCP 47.
 */
language: string, 
/**
 * The words, with variables in double braces.
 */
text: string, };

/**
 * Text a third party their link.
 */
export type TextThirdParty = { 
/**
 * Whose.
 */
invitationId: string, 
/**
 * To which number, as it was typed in.
 */
number: string, 
/**
 * In quiet hours too.
 */
anyway?: boolean, };

/**
 * What a person says of a text that nobody knows of.
 */
export type TextVerdict = "sent" | "unsent" | "search";

/**
 * Whether a patient can be texted now.
 */
export type Texting = { 
/**
 * Since when they want no texts (RFC 3339), where they answered STOP.
 */
stoppedSince?: string | null, };

/**
 * Somebody who is in a visit by link and is not its patient.
 */
export type ThirdParty = { 
/**
 * Their invitation's id, opaque.
 */
id: string, 
/**
 * Their identity in the room.
 */
identity: string, 
/**
 * Their name: their own word where they gave one, else the clinic's; empty where neither is known.
 */
name: string, 
/**
 * Whom the clinic meant, where they call themselves otherwise.
 */
invitedAs?: string | null, 
/**
 * What they are to the visit.
 */
role: ThirdPartyRole, 
/**
 * In words, for example "Daughter"; may be empty.
 */
relationship: string, 
/**
 * BCP 47; an interpreter's is the one they interpret.
 */
language: string, 
/**
 * Let in without being asked for.
 */
preAdmitted: boolean, 
/**
 * Where they stand.
 */
state: ThirdPartyState, 
/**
 * Since when (RFC 3339).
 */
since: string, 
/**
 * In the visit's room now.
 */
inCall: boolean, 
/**
 * Was in it before.
 */
wasInCall: boolean, 
/**
 * What they are doing on their page, where it has been opened.
 */
onLink?: GuestStep | null, 
/**
 * What their camera check said.
 */
camera: DeviceVerdict, 
/**
 * What their microphone check said.
 */
microphone: DeviceVerdict, 
/**
 * What their network check said.
 */
network: NetworkVerdict, 
/**
 * Since when their page is silent, while they wait (RFC 3339).
 */
awaySince?: string | null, 
/**
 * What their page measured of its network, last.
 */
networkCheck?: NetworkCheck | null, 
/**
 * Whether their link leads somewhere.
 */
readiness: InvitationReadiness, 
/**
 * When their link stops working (RFC 3339).
 */
expiresAt: string, 
/**
 * What may be done now, the likeliest first.
 */
actions: Array<ThirdPartyAction>, 
/**
 * What happened, oldest first.
 */
timeline: Array<TimelineEntry>, 
/**
 * The newest text with their link, where one was asked for.
 */
text?: TextMessage | null, };

/**
 * What may be done with a third party.
 */
export type ThirdPartyAction = "admit" | "giveLink" | "remove" | "keepOut" | "withdraw";

/**
 * What somebody is to the visit.
 */
export type ThirdPartyRole = "family" | "interpreter" | "specialist" | "other";

/**
 * Where a third party stands.
 */
export type ThirdPartyState = "invited" | "waiting" | "left" | "admitted" | "removed" | "keptOut" | "withdrawn" | "expired";

/**
 * One step of an invitation.
 */
export type TimelineEntry = { 
/**
 * Which step.
 */
step: TimelineStep, 
/**
 * When (RFC 3339).
 */
at: string, };

/**
 * The steps of an invitation.
 */
export type TimelineStep = "invited" | "texted" | "delivered" | "notDelivered" | "opened" | "checking" | "checkedIn" | "askedBack" | "left" | "admitted" | "joined" | "leftCall" | "removed" | "keptOut" | "withdrawn" | "expired" | "ended";

/**
 * How many were written to.
 */
export type Told = { 
/**
 * People.
 */
people: number, };

/**
 * A step of a dry run.
 */
export type TrialStep = { 
/**
 * Which.
 */
kind: TrialStepKind, 
/**
 * Whether it went well.
 */
fine: boolean, 
/**
 * What happened, for example "Asked: 201 in 340 ms".
 */
words: string, 
/**
 * What to do about it; empty where there is nothing to do.
 */
advice: string, };

/**
 * What a step of a dry run does.
 */
export type TrialStepKind = "ask" | "read" | "poll" | "find" | "cancel";

/**
 * Ask a service for nobody, and call it off at once.
 */
export type TryConnector = { 
/**
 * Which.
 */
connectorId: string, 
/**
 * The language to ask for (BCP 47); absent for Spanish, or the first where it does not have that.
 */
language?: string, };

/**
 * A phone tree to try by calling its line for real. It need not be saved.
 */
export type TryPhoneTree = { 
/**
 * The line.
 */
lineId: string, 
/**
 * The phone tree.
 */
recipe: PhoneRecipe, };

/**
 * A line of the TwiML that is shown.
 */
export type TwimlLine = { 
/**
 * The text, indented.
 */
text: string, 
/**
 * The step it comes from, from 1; absent for the frame around them.
 */
step?: number | null, };

/**
 * What may be done with a request now.
 */
export type VendorAction = "settleTaken" | "settleNotTaken" | "cancel" | "askAgain";

/**
 * What happened to a request to a service.
 */
export type VendorEvent = "askRequested" | "askPutOff" | "askTaken" | "askRefused" | "askLost" | "vendorAccepted" | "vendorOnTheWay" | "vendorRefused" | "vendorCalledOff" | "vendorFailed" | "vendorEnded" | "arrived" | "lineLost" | "cancelled" | "waitedTooLong";

/**
 * One request to a service.
 */
export type VendorRef = { 
/**
 * Of which visit.
 */
visitId: string, 
/**
 * Which.
 */
requestId: string, };

/**
 * A third party who was or is asked of a service, with the live timeline.
 */
export type VendorRequest = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * The service.
 */
service: string, 
/**
 * The directory's connector, where it is still there.
 */
connectorId?: string | null, 
/**
 * What they are to the visit.
 */
role: ThirdPartyRole, 
/**
 * BCP 47.
 */
language: string, 
/**
 * How they come in.
 */
modality: ServiceModality, 
/**
 * Where it stands.
 */
state: VendorState, 
/**
 * Since when (RFC 3339).
 */
since: string, 
/**
 * When it was asked for (RFC 3339): the card counts from here.
 */
addedAt: string, 
/**
 * Until when is waited for what comes next (RFC 3339).
 */
waitsUntil?: string | null, 
/**
 * Who comes, where the service has said; may be empty.
 */
interpreter: string, 
/**
 * The invitation by which they come in: one of the visit's third parties.
 */
invitationId?: string | null, 
/**
 * The phone line by which they come in: one of the visit's phone parties.
 */
partyId?: string | null, 
/**
 * Whether nothing more comes of it.
 */
over: boolean, 
/**
 * Why nothing came of it.
 */
failure?: VendorWords | null, 
/**
 * What is wrong with asking the service at the moment; or why it is not known whether it has the request.
 */
trouble?: VendorWords | null, 
/**
 * Whether the service was told that it is off.
 */
told?: VendorTold | null, 
/**
 * What happened, oldest first.
 */
timeline: Array<VendorTimelineEntry>, 
/**
 * What may be done now, the likeliest first.
 */
actions: Array<VendorAction>, 
/**
 * Who can be asked or called instead, where it is over and nobody came.
 */
next?: NextHelp | null, };

/**
 * Where a request to a service stands (docs/connectors.md).
 */
export type VendorState = "intended" | "requested" | "unknown" | "asked" | "accepted" | "onTheWay" | "cameIn" | "refused" | "calledOff" | "cancelled" | "timedOut" | "failed" | "ended";

/**
 * Something that happened to a request.
 */
export type VendorTimelineEntry = { 
/**
 * What.
 */
event: VendorEvent, 
/**
 * The state it led to.
 */
state: VendorState, 
/**
 * When (RFC 3339).
 */
at: string, };

/**
 * Whether a service was told that a request is off.
 */
export type VendorTold = "telling" | "told" | "notTold";

/**
 * What happened, and what to do.
 */
export type VendorWords = { 
/**
 * One plain sentence.
 */
message: string, 
/**
 * What to do next; empty where there is nothing to do.
 */
advice: string, 
/**
 * The service's HTTP status, where there was one.
 */
httpStatus?: number | null, };

/**
 * What may be done with a visit.
 */
export type VisitAction = "invite" | "copyLink" | "admit" | "askBack" | "undoAskBack" | "openCall" | "end" | "reopen" | "edit" | "cancel" | "markNoShow" | "undoNoShow";

/**
 * One visit, whole.
 */
export type VisitDetail = { 
/**
 * The agenda line.
 */
row: VisitRow, 
/**
 * The patient.
 */
patient: PatientInfo, 
/**
 * What may be done with the visit now, in the order of likelihood.
 */
actions: Array<VisitAction>, 
/**
 * The patient's invitation, where there is one.
 */
invitation?: InvitationInfo | null, 
/**
 * Everybody else who was invited by link, in the order they were.
 */
thirdParties: Array<ThirdParty>, 
/**
 * The waiting patient's card, while they wait.
 */
waiting?: WaitingPatient | null, 
/**
 * The interpreter that the patient wants.
 */
interpreter?: WantedInterpreter | null, 
/**
 * That the patient was asked to come back later, while they are.
 */
askedBack?: AskedBack | null, 
/**
 * The third parties who were or are called, oldest first.
 */
phoneParties: Array<PhoneParty>, 
/**
 * The third parties who were or are asked of a service, oldest first.
 */
vendorRequests: Array<VendorRequest>, 
/**
 * The texts about it, oldest first; those to third parties too.
 */
texts: Array<TextMessage>, 
/**
 * Whether the patient can be texted.
 */
texting: Texting, 
/**
 * The clinician's notes for this visit.
 */
notes: string, 
/**
 * What happened, oldest first: the audit of this visit.
 */
history: Array<HistoryEntry>, };

/**
 * What is booked.
 */
export type VisitFields = { 
/**
 * Local date in the clinic's zone, `YYYY-MM-DD`.
 */
date: string, 
/**
 * Local time in the clinic's zone, `HH:MM`.
 */
time: string, 
/**
 * Planned length, 5 to 240.
 */
minutes: number, 
/**
 * The id of its kind; absent for none.
 */
visitType?: string | null, 
/**
 * Why they come; may be empty.
 */
reason: string, 
/**
 * May be empty.
 */
notes: string, };

/**
 * One visit.
 */
export type VisitRef = { 
/**
 * Which.
 */
visitId: string, };

/**
 * One line of the agenda.
 */
export type VisitRow = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * Start (RFC 3339).
 */
startsAt: string, 
/**
 * Planned length.
 */
minutes: number, 
/**
 * What kind of visit it was booked as, also where that is not booked any more.
 */
visitType?: BookedType | null, 
/**
 * The patient's name.
 */
patientName: string, 
/**
 * Why they come.
 */
reason: string, 
/**
 * The patient's language (BCP 47).
 */
language: string, 
/**
 * Where it stands.
 */
state: VisitState, 
/**
 * Since when it stands there (RFC 3339).
 */
stateSince: string, 
/**
 * What the patient is doing on the link before they wait: `opened`, `checking`…
 */
onLink?: GuestStep | null, 
/**
 * What became of the newest text with the link, while the patient is invited.
 */
linkText?: LinkText | null, 
/**
 * Whether another visit overlaps it.
 */
overlaps: boolean, };

/**
 * Where a visit stands.
 */
export type VisitState = "scheduled" | "invited" | "waiting" | "askedBack" | "left" | "inVisit" | "completed" | "cancelled" | "noShow";

/**
 * A kind of visit.
 */
export type VisitType = { 
/**
 * Opaque id.
 */
id: string, 
/**
 * What the clinic calls it.
 */
name: string, 
/**
 * How long one usually takes.
 */
minutes: number, 
/**
 * How many visits were ever booked as one. The name of such a kind outlives it.
 */
visits: number, 
/**
 * Whether its patients are asked other questions than the usual ones: see `getIntake`.
 */
ownQuestions: boolean, 
/**
 * What its patients can watch while they wait, as it can be written: a link of YouTube's, or a path beside their page; empty for nothing.
 */
video: string, };

/**
 * A kind of visit as it is written.
 */
export type VisitTypeFields = { 
/**
 * The one that is changed; absent for a new one.
 */
id?: string | null, 
/**
 * 1 to 60 characters. No two are called the same.
 */
name: string, 
/**
 * 5 to 240.
 */
minutes: number, 
/**
 * Any link to a video of YouTube's, or the path of a file beside the patient's page; empty for nothing.
 */
video: string, };

/**
 * All that the clinic has, in its order.
 */
export type VisitTypes = { 
/**
 * In the clinic's order.
 */
types: Array<VisitType>, };

/**
 * A third party who waits to be let in.
 */
export type WaitingGuest = { 
/**
 * The visit they came for.
 */
visitId: string, 
/**
 * The patient of it.
 */
patientName: string, 
/**
 * Who they are, since when they wait, what their checks said.
 */
thirdParty: ThirdParty, };

/**
 * A person in the waiting room.
 */
export type WaitingPatient = { 
/**
 * The visit they came for.
 */
visitId: string, 
/**
 * Place in line, from 1: the same number that their own page shows.
 */
place: number, 
/**
 * The patient's name.
 */
patientName: string, 
/**
 * The patient's language (BCP 47).
 */
language: string, 
/**
 * Why they come.
 */
reason: string, 
/**
 * Planned start (RFC 3339).
 */
startsAt: string, 
/**
 * Waiting since (RFC 3339).
 */
since: string, 
/**
 * The interpreter that they want.
 */
interpreter?: WantedInterpreter | null, 
/**
 * What their camera check said.
 */
camera: DeviceVerdict, 
/**
 * What their microphone check said.
 */
microphone: DeviceVerdict, 
/**
 * What their speaker check said.
 */
speaker: DeviceVerdict, 
/**
 * What their network check said.
 */
network: NetworkVerdict, 
/**
 * Whether their page still shows signs of life; if not, since when (RFC 3339).
 */
awaySince?: string | null, };

/**
 * When somebody who was invited and has not come is late, and when their visit is closed as not attended. Minutes count from the
 * planned start, or from the invitation where that was made later.
 */
export type WaitingRules = { 
/**
 * Minutes, 1 to 120.
 */
lateMinutes: number, 
/**
 * Minutes, up to 240 and more than those; none for when the link ends, two hours after the planned end.
 */
notAttendedMinutes?: number | null, };

/**
 * What a patient can watch while they wait.
 */
export type WaitingVideo = { "kind": "youTube", 
/**
 * YouTube's id of it: 11 letters, digits, hyphens and underscores.
 */
id: string, } | { "kind": "file", 
/**
 * Its path, relative to the page.
 */
path: string, };

/**
 * An interpreter whom a patient wants.
 */
export type WantedInterpreter = { 
/**
 * For which language (BCP 47).
 */
language: string, 
/**
 * Whether one was invited, called or asked for, and may still come or is here.
 */
booked: boolean, };

export type CommandMap = {
  /** Where the console stands: which clinic is open, if any. */
  getSession: { input: Nothing, output: Session },
  /** Opens the practice clinic in place of what is open. */
  openPracticeClinic: { input: Nothing, output: Session },
  /** Opens the clinic on the account that is kept, in place of what is open; also the way to try again after a problem. */
  openAccountClinic: { input: Nothing, output: Session },
  /** Tries a Twilio account part by part and, if all is well, keeps it. `openAccountClinic` opens the clinic on it. */
  connectAccount: { input: ConnectAccount, output: AccountChecks },
  /** Acts for the open clinic from here; the console that did so on another computer stands by. */
  takeOverClinic: { input: Nothing, output: Session },
  /** The Document that says who acts for the clinic was told of by push: it is looked at. */
  leaseChanged: { input: Nothing, output: Nothing },
  /** Closes the open clinic and shows the first-run screen; nothing stored is lost. */
  closeClinic: { input: Nothing, output: Session },
  /** Keeps a store that cannot be read beside the new one and starts empty; nothing is deleted. Asked by the person, */
  /** after a `storeUnreadable`, for the clinic that could not be opened. */
  setStoreAside: { input: Nothing, output: Session },
  /** One day: agenda and waiting room. */
  getDay: { input: DayRef, output: Day },
  /** One visit, whole. */
  getVisit: { input: VisitRef, output: VisitDetail },
  /** Books a visit. */
  bookVisit: { input: BookVisit, output: BookedVisit },
  /** Changes a booked visit. */
  editVisit: { input: EditVisit, output: Nothing },
  /** Moves a booked visit to another time. */
  moveVisit: { input: MoveVisit, output: Nothing },
  /** Calls a visit off. */
  cancelVisit: { input: VisitRef, output: Nothing },
  /** Makes the patient's invitation; its link works once it is ready. */
  inviteToVisit: { input: VisitRef, output: Nothing },
  /** A link for the patient's invitation, minted now. */
  invitationLink: { input: VisitRef, output: InvitationLink },
  /** Opens the invitation's link in this computer's browser. */
  openInvitation: { input: VisitRef, output: Nothing },
  /** Opens a draft with the patient's link in this computer's e-mail program. */
  draftInvitationMail: { input: DraftInvitationMail, output: Nothing },
  /** Lets the patient in; the call window is opened by `openCall`. */
  admitPatient: { input: VisitRef, output: Nothing },
  /** Asks a waiting patient to come back later, or at another time than before. */
  askBack: { input: AskBack, output: Nothing },
  /** Takes that back, within the day: they wait as before. */
  undoAskBack: { input: VisitRef, output: Nothing },
  /** Makes ready what a call will need, so that the window opens at once when somebody is admitted. */
  prepareCall: { input: PrepareCall, output: Nothing },
  /** Opens (or brings to the front) the visit's call window. */
  openCall: { input: OpenCall, output: Nothing },
  /** Ends a visit for everybody, from the console. */
  endVisit: { input: VisitRef, output: Nothing },
  /** Opens an ended visit again, within the day. */
  reopenVisit: { input: VisitRef, output: Nothing },
  /** Closes a visit as not attended. */
  markNoShow: { input: VisitRef, output: Nothing },
  /** Takes that back, within the day. */
  undoNoShow: { input: VisitRef, output: Nothing },
  /** Makes an invitation for somebody who is not the patient; each call makes another one. */
  inviteThirdParty: { input: InviteThirdParty, output: InvitedThirdParty },
  /** A link for a third party, minted now. */
  thirdPartyLink: { input: GuestRef, output: InvitationLink },
  /** Opens a third party's link in this computer's browser. */
  openThirdPartyLink: { input: GuestRef, output: Nothing },
  /** Opens a draft with the link in this computer's e-mail program. */
  draftThirdPartyMail: { input: DraftThirdPartyMail, output: Nothing },
  /** Lets a third party in, or in again. */
  admitGuest: { input: GuestRef, output: Nothing },
  /** Takes a third party out of the visit; for good where `keepOut` says so. */
  removeGuest: { input: RemoveGuest, output: Nothing },
  /** Takes a third party's invitation back. */
  withdrawInvitation: { input: GuestRef, output: Nothing },
  /** A patient's text with their link, as it would be sent; with its segments. */
  previewText: { input: VisitRef, output: TextPreview },
  /** Looks at a patient's number: how it is kept, and whether it can be texted. */
  lookAtNumber: { input: CheckNumber, output: PatientNumber },
  /** Texts a patient their link; who has no invitation is given one. Answers before anything is sent. */
  textInvitation: { input: TextInvitation, output: AskedText },
  /** A third party's text, likewise. A number that is not texted is refused in words. */
  previewThirdPartyText: { input: PreviewThirdPartyText, output: TextPreview },
  /** Texts a third party their link. */
  textThirdParty: { input: TextThirdParty, output: AskedText },
  /** Calls a text off. */
  cancelText: { input: TextRef, output: Nothing },
  /** Says whether a text that nobody knows of was sent, or has it looked for once more. */
  settleText: { input: SettleText, output: Nothing },
  /** What somebody should see of texts: sent late or not at all, failed, not known of. */
  getTextNotices: { input: Nothing, output: TextNotices },
  /** Somebody has seen that. What is to be settled stays. */
  textNoticesSeen: { input: TextRefs, output: Nothing },
  /** How the clinic texts: its plan, quiet hours, words and sender. */
  getTextSettings: { input: Nothing, output: TextSettingsView },
  /** Writes that. */
  setTextSettings: { input: TextSettings, output: Nothing },
  /** How a template would look, with its segments. One that cannot be kept is refused in words. */
  previewTemplate: { input: PreviewTemplate, output: TextPreview },
  /** Sets what waiting patients are told. */
  setProviderState: { input: SetProviderState, output: Nothing },
  /** What the console's page needs to hear the waiting room by push. */
  syncAccess: { input: Nothing, output: SyncAccess },
  /** A report that came by push. */
  reportReceived: { input: ReceivedReport, output: Nothing },
  /** An item in somebody's List that was told by push: it is read. */
  chatCame: { input: ChatRef, output: Nothing },
  /** Everybody who can be written to; for one visit, also those who were. */
  getChats: { input: ChatsOf, output: Chats },
  /** One conversation with its messages. */
  getChat: { input: ChatRef, output: Chat },
  /** Writes to somebody. It is kept, and goes out when Twilio is reached. */
  sendChat: { input: SendChat, output: Nothing },
  /** Says that somebody's messages were looked at. */
  readChat: { input: ReadChat, output: Nothing },
  /** Writes what the clinic says on everybody's page after a visit. */
  setAfterword: { input: Afterword, output: Nothing },
  /** Says late, and writes to everybody who waits. */
  tellDelay: { input: TellDelay, output: Told },
  /** Takes that back: the state, and for whoever was told the message that it is over. */
  takeDelayBack: { input: Nothing, output: Told },
  /** Writes what can be said with one press. */
  setQuickReplies: { input: QuickReplies, output: Nothing },
  /** The directory: every line in the clinic's order. */
  getDirectory: { input: Nothing, output: Directory },
  /** Writes a line of the directory; a new one goes to the end. */
  saveLine: { input: SaveLine, output: SavedLine },
  /** Takes a line out of the directory, and its access code out of the keychain. */
  removeLine: { input: LineRef, output: Nothing },
  /** Sets the clinic's order. */
  reorderLines: { input: LineOrder, output: Nothing },
  /** Keeps the directory as a file where the person chooses, without access codes. */
  exportDirectory: { input: Nothing, output: FileSaved },
  /** Takes a directory's file in, all of it or nothing. */
  importDirectory: { input: ImportDirectory, output: DirectoryImported },
  /** What a phone tree comes to: what is wrong with it, the TwiML, and how long each step takes. */
  previewRecipe: { input: PreviewRecipe, output: RecipePreview },
  /** Calls a line to try a phone tree, for no visit and without a room. Answers before anything is dialled. */
  tryPhoneTree: { input: TryPhoneTree, output: Nothing },
  /** The call that tried a phone tree last. */
  getDryRun: { input: Nothing, output: DryRun },
  /** Ends the call that tries a phone tree; nothing where there is none. */
  stopDryRun: { input: Nothing, output: Nothing },
  /** Looks at a number: how it is dialled. One that may not be called is refused in words. */
  checkNumber: { input: CheckNumber, output: NumberInfo },
  /** Whom the clinic may call, and how. */
  getPhoneRules: { input: Nothing, output: PhoneRules },
  /** Writes that. */
  setPhoneRules: { input: PhoneRules, output: Nothing },
  /** When somebody who has not come is late, and when they are given up. */
  getWaitingRules: { input: Nothing, output: WaitingRules },
  /** Writes that. */
  setWaitingRules: { input: WaitingRules, output: Nothing },
  /** What the desktop tells of while nobody looks, and what there is on this computer to tell it by. */
  getNotifications: { input: Nothing, output: Notifications },
  /** Writes what it tells of. */
  setNotifications: { input: NotificationSettings, output: Nothing },
  /** Shows a notification, to see whether and how it comes. */
  testNotification: { input: Nothing, output: Nothing },
  /** A window tells whether it is the one that the person looks at: what it shows needs no notification. */
  reportFocus: { input: Focus, output: Nothing },
  /** What the clinic asks of the rooms its visits are held in. */
  getRoomPolicy: { input: Nothing, output: RoomPolicy },
  /** Writes that, for the rooms that open from now on. */
  setRoomPolicy: { input: RoomPolicy, output: Nothing },
  /** The kinds of visit that the clinic holds. */
  getVisitTypes: { input: Nothing, output: VisitTypes },
  /** Writes all of them. */
  setVisitTypes: { input: SetVisitTypes, output: VisitTypes },
  /** What the clinic asks patients before a visit. */
  getIntake: { input: Nothing, output: Intake },
  /** Writes that, for whoever is asked from now on. */
  setIntake: { input: Intake, output: Nothing },
  /** Ends a call to a third party, from the console. */
  hangUpInVisit: { input: PartyOfVisit, output: Nothing },
  /** The lines of the directory that can help in this call, the best first. */
  linesForCall: { input: LinesForCall, output: CallLines },
  /** Calls a third party into the visit. Answers before anything is dialled; the card tells the rest. */
  addByPhone: { input: AddByPhone, output: AddedParty },
  /** Presses keys on a line; answers when Twilio has taken them. */
  pressKeys: { input: PressKeys, output: Nothing },
  /** Takes over from a phone tree: the line stays up outside the visit, and the provider presses keys. */
  takeOver: { input: PartyRef, output: Nothing },
  /** Has a line join the visit now. */
  joinLeg: { input: JoinLeg, output: Nothing },
  /** Lets the others hear a line that the provider listened to alone. */
  bringIn: { input: PartyRef, output: Nothing },
  /** Mutes a line for everybody in the visit, or unmutes it. */
  muteLeg: { input: MuteLeg, output: Nothing },
  /** Ends a call to a third party. */
  hangUp: { input: PartyRef, output: Nothing },
  /** Calls the next line in order; a call that still goes on is hung up. */
  dialNext: { input: PartyRef, output: AddedParty },
  /** The services that are asked by their API: their connectors. */
  getConnectors: { input: Nothing, output: Connectors },
  /** Looks at a connector's document, and says everything that is wrong with it. */
  checkConnector: { input: CheckConnector, output: CheckedConnector },
  /** Writes a connector from its document; a new one goes to the end. Also the way to take a file in. */
  saveConnector: { input: SaveConnector, output: SavedConnector },
  /** Takes a connector out, and its secrets out of the keychain. */
  removeConnector: { input: ConnectorRef, output: Nothing },
  /** Keeps a secret of a connector in the keychain, or removes it. */
  saveConnectorSecret: { input: SaveConnectorSecret, output: Nothing },
  /** A connector as a file, without secrets. */
  exportConnector: { input: ConnectorRef, output: FileSaved },
  /** A dry run: asks the service, looks, and calls it off at once; each step in words. */
  tryConnector: { input: TryConnector, output: ConnectorTrial },
  /** The services that can help in a visit. */
  servicesFor: { input: ServicesFor, output: ServiceChoices },
  /** Asks a service for a third party. Answers before anything is asked; the card tells the rest. */
  askVendor: { input: AskVendor, output: AskedVendor },
  /** Calls a request to a service off; the service is told. */
  cancelVendor: { input: VendorRef, output: Nothing },
  /** Says whether a service has a request whose answer was lost: somebody has asked there. */
  settleVendor: { input: SettleVendor, output: Nothing },
  /** Where the guided first visit stands. */
  getGuide: { input: Nothing, output: Guide },
  /** Begins it, or begins it again. */
  startGuide: { input: Nothing, output: Nothing },
  /** Leaves it, or says that it is not wanted. */
  leaveGuide: { input: Nothing, output: Nothing },
  /** Goes on from a step of it without doing it. */
  passGuideStep: { input: PassGuideStep, output: Nothing },
  /** The practice clinic's people: where each is, and how its time passes. */
  getScene: { input: Nothing, output: Scene },
  /** Has one of them do something, or something happen to them. */
  directCast: { input: Direction, output: Directed },
  /** The call window's own visit. */
  getCall: { input: Nothing, output: Call },
  /** A fresh way into the room for the provider. */
  joinCall: { input: Nothing, output: Admission },
  /** Tells what the call window saw. */
  seenInCall: { input: SeenInCall, output: Nothing },
  /** Ends the visit for everybody, from the call window. */
  endCall: { input: Nothing, output: Nothing },
};
