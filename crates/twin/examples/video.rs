//! The video half alone, for its conformance tests.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a tool for tests")]
use axum::extract::{Path, State, WebSocketUpgrade};
use axum::routing::{get, post};
use axum::{Json, Router};
use std::sync::Arc;
use twin::account::{Account, Sids};
use twin::video::*;

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let account = Account::new(&Sids::new(Some(1), false));
    let info = serde_json::json!({"account_sid": account.sid, "api_key_sid": account.key_sid, "api_key_secret": account.key_secret});
    let verify: Verify = Arc::new(move |jwt, now| {
        let c = twin::token::verify(jwt, &account, now).map_err(|e| VideoError::new(e.code, e.message))?;
        let v = c.video.ok_or_else(|| VideoError::new(20106, "Invalid Access Token grants"))?;
        Ok(VideoGrant { identity: c.identity, room: v.room })
    });
    let video = Video::start(VideoConfig::new(verify, Arc::new(jiff::Timestamp::now))).await.unwrap();
    let app = Router::new()
        .route(
            "/signaling",
            get(|ws: WebSocketUpgrade, State(v): State<Video>| async move {
                ws.on_upgrade(move |s| async move { v.serve_socket(s).await })
            }),
        )
        .route(
            "/control/{what}/{a}/{b}",
            post(|Path((what, a, b)): Path<(String, String, String)>, State(v): State<Video>| async move {
                let r = match what.as_str() {
                    "complete" => v.complete(&a).await.map(|r| format!("{r:?}")),
                    "remove" => v.remove(&a, &b).await.map(|r| format!("{r:?}")),
                    "create" => v
                        .create_room(NewRoom {
                            unique_name: Some(a),
                            max_participants: b.parse().unwrap(),
                            ..NewRoom::default()
                        })
                        .await
                        .map(|r| r.sid),
                    "exclude" => v
                        .set_subscribe_rules(
                            &a,
                            &b,
                            vec![SubscribeRule { all: true, ..SubscribeRule::default() }],
                        )
                        .await
                        .map(|r| format!("{r:?}")),
                    "room" => v.room(&a).await.map(|r| r.sid),
                    "drop" => {
                        v.drop_socket(&a);
                        Ok(String::new())
                    }
                    "freeze" => {
                        v.freeze(&a, b == "true");
                        Ok(String::new())
                    }
                    "quality" => {
                        v.set_quality(&a, b.parse().ok());
                        Ok(String::new())
                    }
                    "loss" => {
                        v.set_loss(b.parse().unwrap());
                        Ok(String::new())
                    }
                    _ => Err(VideoError::new(0, "what")),
                };
                match r {
                    Ok(s) => s,
                    Err(e) => format!("error {} {}", e.code, e.message),
                }
            }),
        )
        .route("/info", get(|| async { Json(1) }))
        .with_state(video);
    let l = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mut info = info;
    info["url"] = format!("http://{}", l.local_addr().unwrap()).into();
    println!("{info}");
    axum::serve(l, app).await.unwrap();
}
