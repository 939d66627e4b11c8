//! One call window's socket: let in by a ticket or a session, then commands and events.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;

use super::tickets::Entry;
use super::{Behind, Shared};
use crate::commands::Command;
use crate::error::{Code, CommandError};
use crate::principal::Principal;
use crate::wire::event::Event;

const FIRST_MESSAGE: Duration = Duration::from_secs(3);
/// How long commands that were taken may still answer after the call is over.
const LAST_ANSWERS: Duration = Duration::from_secs(5);
const LARGEST: usize = 64 * 1024;
/// Commands at work at once for one window; more wait.
const MOST_AT_WORK: usize = 16;

/// Why the server closes.
type Close = (u16, &'static str);
const NOT_TEXT: Close = (1003, "only text is understood");
const MALFORMED: Close = (1007, "not a message of this door");
const TOO_LARGE: Close = (1009, "a message has at most 64 KiB");
const LOST_EVENTS: Close = (1013, "events were lost: connect again");
const NOT_LET_IN: Close = (4401, "open the call from the console");
const REPLACED: Close = (4409, "the call was opened in another window");
const OVER: Close = (4410, "the call is over");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum First {
    Ticket(String),
    Session(String),
}

#[derive(Deserialize)]
struct Request {
    id: Id,
    #[serde(flatten)]
    rest: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Number(u64),
    Text(String),
}

pub(super) async fn upgrade(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    let Ok(permit) = shared.sockets.clone().try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    upgrade.max_message_size(LARGEST).max_frame_size(LARGEST).on_upgrade(async move |mut socket| {
        let (code, reason) = serve(&mut socket, &shared).await;
        // The other end may be gone already.
        let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
        drop(permit);
    })
}

async fn serve(socket: &mut WebSocket, shared: &Shared) -> Close {
    let entry = match let_in(socket, shared).await {
        Ok(entry) => entry,
        Err(close) => return close,
    };
    let Some(behind) = shared.behind.upgrade() else { return OVER };
    // Heard from before the page is told that it is in, so that nothing falls between.
    let events = behind.events();
    if send(socket, &json!({ "session": entry.session, "visitId": entry.visit_id })).await.is_err() {
        return OVER;
    }
    let mut work = JoinSet::new();
    let who = Principal::CallWindow { visit_id: entry.visit_id.clone() };
    let close = talk(socket, behind.clone(), entry, events, &mut work).await;
    if close != REPLACED {
        behind.left(&who);
    }
    if close == OVER {
        let _ = tokio::time::timeout(LAST_ANSWERS, async {
            while let Some(answer) = work.join_next().await {
                if let Ok(answer) = answer {
                    let _ = send(socket, &answer).await;
                }
            }
        })
        .await;
    }
    close
}

async fn let_in(socket: &mut WebSocket, shared: &Shared) -> Result<Entry, Close> {
    let first = tokio::time::timeout(FIRST_MESSAGE, next_text(socket)).await.map_err(|_| NOT_LET_IN)??;
    let first = serde_json::from_str::<First>(&first).map_err(|_| NOT_LET_IN)?;
    let mut tickets = shared.tickets();
    match first {
        First::Ticket(ticket) => tickets.redeem(&ticket, Instant::now()),
        First::Session(session) => tickets.resume(&session),
    }
    .ok_or(NOT_LET_IN)
}

async fn talk(
    socket: &mut WebSocket,
    behind: Arc<dyn Behind>,
    mut entry: Entry,
    mut events: tokio::sync::broadcast::Receiver<Event>,
    work: &mut JoinSet<Value>,
) -> Close {
    let who = Principal::CallWindow { visit_id: entry.visit_id.clone() };
    // A turn that passed before we listened.
    if *entry.turn.borrow_and_update() != entry.mine {
        return REPLACED;
    }
    loop {
        tokio::select! {
            turn = entry.turn.changed() => {
                if turn.is_ok() { return REPLACED; }
                // The call is over; its last event may still be on the way to us.
                while let Ok(event) = events.try_recv() {
                    if who.hears(&event) && send(socket, &json!(event)).await.is_err() { break; }
                }
                return OVER;
            }
            event = events.recv() => match event {
                Ok(event) if who.hears(&event) => {
                    if send(socket, &json!(event)).await.is_err() { return OVER; }
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return LOST_EVENTS,
                Err(RecvError::Closed) => return OVER,
            },
            Some(answer) = work.join_next(), if !work.is_empty() => {
                // A command that panicked has no answer; the panic is in the log.
                if let Ok(answer) = answer && send(socket, &answer).await.is_err() { return OVER; }
            }
            text = next_text(socket), if work.len() < MOST_AT_WORK => {
                let text = match text { Ok(text) => text, Err(close) => return close };
                let Ok(request) = serde_json::from_str::<Request>(&text) else { return MALFORMED };
                let id = match request.id {
                    Id::Number(number) => json!(number),
                    Id::Text(text) if text.len() <= 64 => json!(text),
                    Id::Text(_) => return MALFORMED,
                };
                match serde_json::from_value::<Command>(request.rest) {
                    Ok(command) => {
                        let answer = behind.answer(who.clone(), command);
                        work.spawn(async move {
                            match answer.await {
                                Ok(ok) => json!({ "id": id, "ok": ok }),
                                Err(err) => json!({ "id": id, "err": err }),
                            }
                        });
                    }
                    // What serde says may repeat what was sent; the page gets our words.
                    Err(_) => {
                        let err = CommandError::new(Code::Invalid, "This command is not known or its input is not complete.", "");
                        if send(socket, &json!({ "id": id, "err": err })).await.is_err() { return OVER; }
                    }
                }
            }
        }
    }
}

/// The next text, past pings. Cancel-safe: it holds nothing between messages.
async fn next_text(socket: &mut WebSocket) -> Result<String, Close> {
    loop {
        return match socket.recv().await {
            Some(Ok(Message::Text(text))) => Ok(text.to_string()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Binary(_))) => Err(NOT_TEXT),
            Some(Err(error)) if is_too_large(&error) => Err(TOO_LARGE),
            Some(Err(_)) => Err(MALFORMED),
            Some(Ok(Message::Close(_))) | None => Err((1000, "")),
        };
    }
}

/// The library below tells a message that is too large only by its words.
fn is_too_large(error: &axum::Error) -> bool {
    let text = error.to_string();
    text.contains("too long") || text.contains("too big") || text.contains("Space limit")
}

async fn send(socket: &mut WebSocket, message: &Value) -> Result<(), axum::Error> {
    socket.send(Message::Text(message.to_string().into())).await
}
