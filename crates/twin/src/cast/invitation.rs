//! One invitation as its page holds it: the status Document that the clinic writes, the report that the page writes with a sign of life
//! every 20 seconds, and the two Lists of messages. It comes back after a gap and takes renewed tokens.
//!
//! It goes by the computer's time, as a page does, not by the twin's clock: the console counts silence by its own.

mod link;
mod session;

use std::time::Duration;

use tokio::sync::mpsc;

pub(super) use link::LinkToken;
use session::{End, Session};

use super::report::{Message, Report, Status};

/// After a gap: first, and at most this long until the next attempt.
const AGAIN: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(10));
/// Orders and news that wait.
const QUEUE: usize = 256;

/// What the person does on the page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Order {
    /// What the report is to say. The first one opens the page: before, nothing of the person is told.
    Report(Report),
    /// Writes to the clinic.
    Say(String),
    /// All that came is on the screen.
    See,
    /// The network of the phone: cut without a word, or there again.
    Network(bool),
}

/// What the page hears.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum News {
    /// What the clinic shows.
    Status(Box<Status>),
    /// The clinic wrote.
    Message(Message),
    /// Whether it is connected.
    Linked(bool),
    /// The Documents are gone. Nothing more comes.
    Gone,
    /// Twilio takes the token no more, or does not let its person read. Nothing more comes.
    Refused(u32),
}

/// An open page. Dropping it cuts its connection; [`Invitation::close`] says goodbye.
pub(super) struct Invitation {
    orders: Option<mpsc::Sender<Order>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Invitation {
    fn drop(&mut self) {
        // Without orders it says goodbye by itself; a runtime that ends takes it along.
        self.orders = None;
    }
}

impl Invitation {
    /// Opens a link's page; connects at once and goes on until closed.
    pub(super) fn open(socket_url: String, token: LinkToken) -> (Self, mpsc::Receiver<News>) {
        let (orders, ordered) = mpsc::channel(QUEUE);
        let (news, heard) = mpsc::channel(QUEUE);
        let task = tokio::spawn(run(Session::new(socket_url, token, ordered, news)));
        (Self { orders: Some(orders), task }, heard)
    }

    /// Does something on the page.
    pub(super) async fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // A page that heard its last word takes no more.
            let _ = orders.send(order).await;
        }
    }

    /// Closes the page and waits until that is said.
    pub(super) async fn close(mut self) {
        self.orders = None;
        let _ = tokio::time::timeout(Duration::from_secs(3), &mut self.task).await;
    }
}

async fn run(mut session: Session) {
    let mut pause = AGAIN.0;
    loop {
        match session.hold().await {
            End::Closed => return,
            End::Over(news) => return session.tell(news).await,
            End::Lost { held } => {
                session.tell(News::Linked(false)).await;
                if held {
                    pause = AGAIN.0;
                }
                if session.wait(pause).await.is_err() {
                    return;
                }
                pause = (pause * 2).min(AGAIN.1);
            }
        }
    }
}
