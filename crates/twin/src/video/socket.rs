//! One signaling WebSocket: frames to the owner task and back.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc;

use super::Work;
pub(crate) use crate::signaling::service::Frame;

/// No message of the SDK's comes near this; a session description with many sections has about 100 kB.
const LONGEST: usize = 512 * 1024;

/// A client that does not read for this long is gone.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) async fn serve(socket: WebSocket, id: u64, work: mpsc::UnboundedSender<Work>) {
    let (mut sink, mut stream) = socket.split();
    let (out, mut outbox) = mpsc::unbounded_channel();
    if work.send(Work::Open(id, out)).is_err() {
        return;
    }
    loop {
        tokio::select! {
            frame = outbox.recv() => {
                let said = match frame {
                    Some(Frame::Text(text)) => sink.send(Message::Text(text.into())),
                    Some(Frame::Cut) | None => break,
                    Some(Frame::Close) => {
                        let frame = CloseFrame { code: close_code::NORMAL, reason: "".into() };
                        // The other side may be gone first.
                        let _ = tokio::time::timeout(PATIENCE, sink.send(Message::Close(Some(frame)))).await;
                        break;
                    }
                };
                if !matches!(tokio::time::timeout(PATIENCE, said).await, Ok(Ok(()))) {
                    break;
                }
            }
            message = stream.next() => {
                let text = match message {
                    Some(Ok(Message::Text(text))) if text.len() <= LONGEST => Some(text.to_string()),
                    Some(Ok(Message::Text(_) | Message::Binary(_))) => None,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                };
                if work.send(Work::Text(id, text)).is_err() {
                    break;
                }
            }
        }
    }
    // The owner may have stopped; then nobody counts sockets any more.
    let _ = work.send(Work::Closed(id));
}
