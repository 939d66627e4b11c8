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
 * Whether every part that visits need works; the account is then open and its secret in the keychain.
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
 * Where the SDK finds Twilio.
 */
endpoints: Endpoints, };

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
 * Who is who in the room: identity to name and role.
 */
people: Array<CallPerson>, 
/**
 * Everybody else who was invited by link, in the order they were.
 */
thirdParties: Array<ThirdParty>, };

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
 * How a check went.
 */
export type CheckOutcome = "fine" | "warning" | "failed" | "skipped";

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
endpoints: Endpoints, };

/**
 * Why a command did not do what was asked. A code exists only if a window acts on it.
 */
export type Code = "invalid" | "notFound" | "conflict" | "forbidden" | "noClinic" | "credentials" | "offline" | "twilio" | "noBrowser" | "store" | "storeUnreadable" | "keychain" | "internal";

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
visitId: string, } | { "event": "guestCheckedIn", 
/**
 * The visit.
 */
visitId: string, 
/**
 * Their invitation.
 */
invitationId: string, } | { "event": "roomLeft", 
/**
 * Which visit.
 */
visitId: string, } | { "event": "visitEnded", 
/**
 * Which.
 */
visitId: string, } | { "event": "invitationsChanged" } | { "event": "providerStateChanged", 
/**
 * To this.
 */
state: ProviderState, } | { "event": "connectionChanged", 
/**
 * How it stands.
 */
connection: Connection, } | { "event": "dayTurned", 
/**
 * The new date.
 */
date: string, };

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
profile: Profile, };

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
 * What the network check said.
 */
export type NetworkVerdict = "untried" | "good" | "usable" | "poor";

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
email: string, };

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
email: string, };

/**
 * Where the calls of this console will be held.
 */
export type PrepareCall = { 
/**
 * As in `openCall`.
 */
surface: CallSurface, };

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
guest?: GuestIntroduction | null, };

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
uniqueName: string, };

/**
 * What a call window saw, for its own visit.
 */
export type SeenInCall = { 
/**
 * The fact.
 */
fact: CallFact, };

/**
 * What a console window needs to know before it draws anything.
 */
export type Session = { 
/**
 * The open clinic; none before the first run is answered or while the store cannot be opened.
 */
clinic?: ClinicInfo | null, 
/**
 * Why the stored clinic could not be opened, where that is so.
 */
problem?: CommandError | null, 
/**
 * The name of the clinic whose account is kept, so that it can be opened again with `openAccountClinic`.
 */
savedClinic?: string | null, 
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
 * Place in line while waiting, from 1.
 */
place?: number | null, 
/**
 * When the visit will probably start (RFC 3339), while waiting.
 */
expectedAt?: string | null, 
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
people: Array<StatusPerson>, };

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
reports: Array<ReportDocument>, };

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
timeline: Array<TimelineEntry>, };

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
export type TimelineStep = "invited" | "opened" | "checking" | "checkedIn" | "left" | "admitted" | "joined" | "leftCall" | "removed" | "keptOut" | "withdrawn" | "expired" | "ended";

/**
 * What may be done with a visit.
 */
export type VisitAction = "invite" | "copyLink" | "admit" | "openCall" | "end" | "reopen" | "edit" | "cancel" | "markNoShow" | "undoNoShow";

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
 * Whether another visit overlaps it.
 */
overlaps: boolean, };

/**
 * Where a visit stands.
 */
export type VisitState = "scheduled" | "invited" | "waiting" | "left" | "inVisit" | "completed" | "cancelled" | "noShow";

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

export type CommandMap = {
  /** Where the console stands: which clinic is open, if any. */
  getSession: { input: Nothing, output: Session },
  /** First run: opens the practice clinic. */
  openPracticeClinic: { input: Nothing, output: Session },
  /** Opens the clinic on the account that was connected before; also the way to try again after a problem. */
  openAccountClinic: { input: Nothing, output: Session },
  /** First run: tries a Twilio account part by part and, if all is well, opens the clinic on it. */
  connectAccount: { input: ConnectAccount, output: AccountChecks },
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
  /** Lets the patient in; the call window is opened by `openCall`. */
  admitPatient: { input: VisitRef, output: Nothing },
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
  /** Sets what waiting patients are told. */
  setProviderState: { input: SetProviderState, output: Nothing },
  /** What the console's page needs to hear the waiting room by push. */
  syncAccess: { input: Nothing, output: SyncAccess },
  /** A report that came by push. */
  reportReceived: { input: ReceivedReport, output: Nothing },
  /** The call window's own visit. */
  getCall: { input: Nothing, output: Call },
  /** A fresh way into the room for the provider. */
  joinCall: { input: Nothing, output: Admission },
  /** Tells what the call window saw. */
  seenInCall: { input: SeenInCall, output: Nothing },
  /** Ends the visit for everybody, from the call window. */
  endCall: { input: Nothing, output: Nothing },
};
