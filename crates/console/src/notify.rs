//! Tells the provider by the desktop what happens while they look elsewhere.
//!
//! [`Notices`] decides; this module feeds it with what happens and what is looked at, looks names up where they may be said, and
//! hands the rest to the shell. Nothing waits for the desktop, and a notice that it does not show is only logged.

use std::sync::{Arc, Weak};
use std::time::Instant;

use clinic::{Clinic, InvitationId, NotificationSettings, ThirdPartyState, Visit, VisitId, VisitState};
use jiff::Timestamp;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;

use crate::commands::Nothing;
use crate::console::{Console, Inner};
use crate::error::CommandError;
use crate::host::{Host, Notification};
use crate::notice_words::{self, Words};
use crate::notices::{Happening, Kind, Looking, Notice, Notices};
use crate::open_clinic::OpenClinic;
use crate::principal::Principal;
use crate::wire::event::Event;
use crate::wire::notification::{self, Focus, Notifications, Place};

type Result<T> = std::result::Result<T, CommandError>;

/// Which window the person looks at, as the windows tell.
#[derive(Default)]
pub(crate) struct Attention(watch::Sender<Option<(Principal, Looking)>>);

impl Attention {
    /// A window says how it stands. One that is left takes back only what it said itself.
    pub(crate) fn told(&self, who: &Principal, focus: Focus) {
        self.0.send_if_modified(|held| {
            let now = if focus.in_front {
                Some((who.clone(), Looking::at(who, focus)))
            } else {
                held.clone().filter(|(whose, _)| whose != who)
            };
            let modified = *held != now;
            *held = now;
            modified
        });
    }

    fn looking(&self) -> Looking {
        self.0.borrow().as_ref().map(|(_, looking)| looking.clone()).unwrap_or_default()
    }
}

/// What the desktop is asked.
enum Asked {
    Show(Notification),
    TakeAway(Kind),
}

/// Runs until the console is gone.
pub(crate) async fn run(console: Weak<Inner>, mut events: Receiver<Event>) {
    let Some(inner) = console.upgrade() else { return };
    let mut attention = inner.attention.0.subscribe();
    let (desktop, asked) = mpsc::unbounded_channel();
    tokio::spawn(hand_over(inner.host.clone(), asked));
    drop(inner);
    let mut notices = Notices::default();
    loop {
        let due = notices.due_at().map(tokio::time::Instant::from_std);
        let event = tokio::select! {
            event = events.recv() => match event {
                Ok(event) => Some(event),
                Err(RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "notices fell behind");
                    continue;
                }
                Err(RecvError::Closed) => return,
            },
            Ok(()) = attention.changed(), if notices.stands() => None,
            () = tokio::time::sleep_until(due.unwrap_or_else(tokio::time::Instant::now)), if due.is_some() => None,
        };
        let Some(inner) = console.upgrade() else { return };
        // Another clinic's people: nothing of the last one's is told any more.
        if event == Some(Event::SessionChanged) {
            for kind in notices.forget() {
                let _ = desktop.send(Asked::TakeAway(kind));
            }
        } else if let Some(event) = event {
            notices.settle(&event);
            if let Some(happening) = Happening::of(&event)
                && let Ok(settings) = settings(&inner)
            {
                notices.hear(happening, settings, &inner.attention.looking(), Instant::now());
            }
        }
        notices.stir(Instant::now());
        if let Err(error) = tell(&inner, &mut notices, &desktop) {
            tracing::warn!(code = ?error.code, "a notice could not be put together");
            notices = Notices::default();
        }
    }
}

/// Asks the desktop one thing after the other, so that nothing is taken away before it is shown.
async fn hand_over(host: Arc<dyn Host>, mut all: UnboundedReceiver<Asked>) {
    while let Some(asked) = all.recv().await {
        let (kind, outcome) = match asked {
            Asked::Show(notification) => (notification.kind, host.notify(notification).await),
            Asked::TakeAway(kind) => (kind.word(), host.take_notification_away(kind.word()).await),
        };
        if let Err(error) = outcome {
            tracing::debug!(code = ?error.code, kind, "the desktop did not do it");
        }
    }
}

fn settings(inner: &Inner) -> Result<NotificationSettings> {
    inner.clinic()?.read(|clinic, _| clinic.notification_settings())
}

/// Hands what is due to the desktop, and has what is no longer so taken away.
fn tell(inner: &Inner, notices: &mut Notices, desktop: &UnboundedSender<Asked>) -> Result<()> {
    let now = Instant::now();
    if notices.due_at().is_none_or(|at| at > now) {
        return Ok(());
    }
    let open = inner.clinic()?;
    let looking = inner.attention.looking();
    let holds =
        |happening: &Happening| open.read(|clinic, now| holds(clinic, happening, now)).unwrap_or_default();
    for kind in notices.take_outdated(&looking, holds, now) {
        let _ = desktop.send(Asked::TakeAway(kind));
    }
    let settings = settings(inner)?;
    for notice in notices.take_due(settings, &looking, holds, now) {
        let _ = desktop.send(Asked::Show(notification(&open, &notice, settings)?));
    }
    Ok(())
}

/// Whether something is so still.
fn holds(clinic: &Clinic, happening: &Happening, now: Timestamp) -> std::result::Result<bool, clinic::Error> {
    let Some(id) = parsed(&happening.visit_id) else { return Ok(false) };
    let visit = clinic.visit(id, now)?;
    Ok(match happening.kind {
        Kind::Arrived => visit.summary.state == VisitState::Waiting,
        Kind::Away => visit.waiting.is_some_and(|card| card.away_since.is_some()),
        Kind::LeftCall | Kind::LineJoined => visit.summary.state == VisitState::InVisit,
        Kind::GuestWaits => visit
            .third_parties
            .iter()
            .any(|third| Some(third.id) == of_person(happening) && third.state == ThirdPartyState::Waiting),
        Kind::Wrote => clinic
            .conversations_of(id, now)?
            .iter()
            .any(|chat| Some(chat.invitation) == of_person(happening) && chat.unread > 0),
        Kind::TextFailed => true,
    })
}

fn notification(open: &OpenClinic, notice: &Notice, settings: NotificationSettings) -> Result<Notification> {
    let names = if settings.names {
        open.read(|clinic, now| notice.about.iter().map(|about| name(clinic, about, now)).collect())?
    } else {
        Vec::new()
    };
    let words = notice_words::words(notice.kind, notice.about.len(), &names, open.world.practice);
    Ok(dressed(words, notice.kind.word(), notice.place()))
}

/// Whom something is about; empty where nobody knows their name.
fn name(
    clinic: &Clinic,
    happening: &Happening,
    now: Timestamp,
) -> std::result::Result<String, clinic::Error> {
    let Some(id) = parsed(&happening.visit_id) else { return Ok(String::new()) };
    if happening.kind == Kind::LineJoined {
        let lines = clinic.phone_parties(id, now)?;
        let line = lines.into_iter().find(|line| happening.who.as_deref() == Some(&line.id.to_string()));
        return Ok(line.map(|line| line.name.into_revealed()).unwrap_or_default());
    }
    let Visit { patient, third_parties, .. } = clinic.visit(id, now)?;
    let third = third_parties.iter().find(|third| Some(third.id) == of_person(happening));
    Ok(third.map_or(patient.name.reveal(), |third| third.name().reveal()).clone())
}

fn parsed(id: &str) -> Option<VisitId> {
    id.parse().ok()
}

fn of_person(happening: &Happening) -> Option<InvitationId> {
    happening.who.as_ref()?.parse().ok()
}

fn dressed(words: Words, kind: &'static str, place: Place) -> Notification {
    Notification { title: words.title, body: words.body, kind, place }
}

impl Console {
    /// Somebody pressed a notification: the console's window comes to the front and shows what it was about.
    pub fn notification_opened(&self, place: Place) {
        self.inner.host.show_console();
        self.inner.send(Event::NotificationOpened { place });
    }

    /// A window of ours is gone, so nobody looks at it any more.
    pub fn window_gone(&self, who: &Principal) {
        self.inner.attention.told(who, Focus { in_front: false, today: false });
    }

    /// What the desktop tells of, and by what.
    pub(crate) async fn notifications(&self) -> Result<Notifications> {
        let settings = settings(&self.inner)?.into();
        Ok(Notifications { settings, service: self.inner.host.notification_service().await })
    }

    /// Writes what it tells of.
    pub(crate) fn set_notifications(&self, settings: notification::NotificationSettings) -> Result<Nothing> {
        self.clinic()?.change(|clinic, now| clinic.set_notification_settings(settings.into(), now))?;
        Ok(Nothing {})
    }

    /// Shows one, so that somebody sees whether and how it comes.
    pub(crate) async fn test_notification(&self) -> Result<Nothing> {
        let practice = self.clinic()?.world.practice;
        let trial = dressed(notice_words::trial(practice), "trial", Place::Settings);
        self.inner.host.notify(trial).await?;
        Ok(Nothing {})
    }
}
