//! Carries out what a member of the cast does, over the doors that anybody comes in by: their phone's screen, their link's page on
//! Sync, the room. One task for each.

use hyper::Method;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot, watch};

use super::http;
use super::invitation::{Invitation, LinkToken, News, Order};
use super::member::{Act, Asked, Heard, Member};
use super::phone;
use super::room::{Room, Turn};
use super::script::MemberScript;
use super::view::View;
use crate::clock::Clock;
use crate::server;

/// Links and orders that wait.
const QUEUE: usize = 16;

/// What is asked, and where to say what came of it.
type Ask = (Asked, oneshot::Sender<Result<(), String>>);

/// A member's task, as the director knows it.
#[derive(Clone, Debug)]
pub(super) struct Actor {
    asks: mpsc::Sender<Ask>,
    view: watch::Receiver<View>,
}

impl Actor {
    /// Starts somebody.
    pub(super) fn start(
        script: MemberScript,
        portal: String,
        clock: Clock,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let (asks, asked) = mpsc::channel(QUEUE);
        let (tell, links) = mpsc::channel(QUEUE);
        let member = Member::new(script, clock.now());
        let (show, view) = watch::channel(View::of(&member));
        let number = member.script.phone.clone();
        let screen = portal.clone();
        tokio::spawn(async move { phone::links(&screen, &number, tell).await });
        let runner = Runner { member, clock, portal, page: None, room: None, show };
        tokio::spawn(runner.run(links, asked, stopping));
        Self { asks, view }
    }

    /// How they are now.
    pub(super) fn view(&self) -> View {
        self.view.borrow().clone()
    }

    /// Asks them for something.
    ///
    /// # Errors
    /// In words, where it has no meaning now.
    pub(super) async fn ask(&self, asked: Asked) -> Result<(), String> {
        let (tell, told) = oneshot::channel();
        let stopped = || "the cast has stopped".to_owned();
        self.asks.send((asked, tell)).await.map_err(|_| stopped())?;
        told.await.map_err(|_| stopped())?
    }
}

/// A page that is open.
struct Page {
    invitation: Invitation,
    news: mpsc::Receiver<News>,
}

struct Runner {
    member: Member,
    clock: Clock,
    /// The portal's address, without a slash at its end.
    portal: String,
    page: Option<Page>,
    room: Option<Room>,
    show: watch::Sender<View>,
}

impl Runner {
    async fn run(
        mut self,
        mut links: mpsc::Receiver<String>,
        mut asks: mpsc::Receiver<Ask>,
        mut stopping: watch::Receiver<bool>,
    ) {
        loop {
            let deadline = self.member.deadline();
            let clock = self.clock.clone();
            let due = async {
                match deadline {
                    Some(at) => clock.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => {}
                Some(link) = links.recv() => self.hear(Heard::Link(link)),
                Some(news) = next_news(&mut self.page) => self.news(news),
                turn = next_turn(&mut self.room) => self.turn(turn),
                Some((asked, tell)) = asks.recv() => {
                    let now = self.clock.now();
                    self.member.advance(now);
                    // Whoever asked may have gone.
                    let _ = tell.send(self.member.ask(asked, now));
                }
                () = server::stopped(&mut stopping) => break,
            }
            self.member.advance(self.clock.now());
            self.act().await;
            self.show.send_if_modified(|shown| {
                let view = View::of(&self.member);
                std::mem::replace(shown, view.clone()) != view
            });
        }
        if let Some(room) = self.room.take() {
            room.leave().await;
        }
        if let Some(page) = self.page.take() {
            page.invitation.close().await;
        }
    }

    fn turn(&mut self, turn: Turn) {
        match turn {
            Turn::In(room) => {
                self.in_room(|room| room.set_network(&self.member));
                self.hear(Heard::Joined(room));
            }
            Turn::Out(room) => {
                self.room = None;
                self.hear(Heard::OutOfRoom(room));
            }
        }
    }

    fn hear(&mut self, heard: Heard) {
        let now = self.clock.now();
        self.member.advance(now);
        self.member.hear(heard, now);
    }

    fn news(&mut self, news: News) {
        match news {
            News::Status(status) => self.hear(Heard::Status(status)),
            News::Message(message) => self.hear(Heard::Message(message)),
            News::Linked(_) => {}
            News::Gone => self.hear(Heard::PageEnded),
            News::Refused(code) => {
                tracing::info!(code, "a link of the cast is not taken");
                self.hear(Heard::PageEnded);
            }
        }
    }

    /// Does what the member wants done. What is heard on the way may lead to more.
    async fn act(&mut self) {
        loop {
            let acts = self.member.acts();
            if acts.is_empty() {
                return;
            }
            for act in acts {
                self.carry_out(act).await;
            }
        }
    }

    async fn carry_out(&mut self, act: Act) {
        match act {
            Act::Connect(link) => self.connect(&link).await,
            Act::Report(report) => self.order(Order::Report(*report)).await,
            Act::Say(text) => self.order(Order::Say(text)).await,
            Act::See => self.order(Order::See).await,
            Act::Network(there) => {
                self.in_room(|room| room.set_network(&self.member));
                self.order(Order::Network(there)).await;
            }
            Act::ClosePage => {
                if let Some(page) = self.page.take() {
                    page.invitation.close().await;
                }
            }
            Act::Join(admission) => match self.endpoint("videoSignalingUrl").await {
                Some(url) => self.room = Some(Room::join(&self.member, admission, url)),
                None => self.hear(Heard::OutOfRoom(admission.room_sid)),
            },
            Act::LeaveRoom => {
                if let Some(room) = self.room.take() {
                    room.leave().await;
                }
            }
            Act::Microphone(on) => self.in_room(|room| room.set_microphone(on)),
            Act::Camera(on) => self.in_room(|room| room.set_camera(on)),
            Act::Talk(on) => self.in_room(|room| room.talk(on)),
        }
    }

    fn in_room(&self, does: impl FnOnce(&Room)) {
        if let Some(room) = &self.room {
            does(room);
        }
    }

    async fn order(&self, order: Order) {
        if let Some(page) = &self.page {
            page.invitation.order(order).await;
        }
    }

    /// Opens a link: the page's own way, by the addresses that stand beside it.
    async fn connect(&mut self, link: &str) {
        if let Some(page) = self.page.take() {
            page.invitation.close().await;
        }
        let token = phone::token_of(link, &self.portal).and_then(LinkToken::read);
        let (Some(token), Some(socket)) = (token, self.endpoint("syncSocketUrl").await) else {
            return self.hear(Heard::PageEnded);
        };
        let (invitation, news) = Invitation::open(socket, token);
        self.page = Some(Page { invitation, news });
        if !self.member.network {
            self.order(Order::Network(false)).await;
        }
    }

    /// An address of Twilio's that the portal names beside the page.
    async fn endpoint(&self, name: &str) -> Option<String> {
        let answer = http::ask(Method::GET, &format!("{}/config.json", self.portal), None).await.ok()?;
        let config: Value = serde_json::from_slice(&answer.body).ok()?;
        config["endpoints"][name].as_str().map(str::to_owned)
    }
}

/// The page's next news; waits for ever where there is no page.
async fn next_news(page: &mut Option<Page>) -> Option<News> {
    match page {
        Some(open) => {
            let news = open.news.recv().await;
            if news.is_none() {
                *page = None;
            }
            news
        }
        None => std::future::pending().await,
    }
}

/// What happens next in the room; waits for ever where there is none.
async fn next_turn(room: &mut Option<Room>) -> Turn {
    match room {
        Some(room) => room.next().await,
        None => std::future::pending().await,
    }
}
