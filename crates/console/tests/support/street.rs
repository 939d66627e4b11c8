//! The street between the console and the twin: everything that passes is written down.
//!
//! Sync and phones are the twin's. Rooms stand here, in a few lines: people enter the twin's rooms through its sockets with the SDK
//! only, and these stories put them into rooms by a word.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use serde_json::{Value, json};
use tokio::sync::watch;
use twin::{Config, Twin};

use super::PATIENCE;

/// One request that the console made, with what it was answered.
#[derive(Debug, Clone)]
pub struct Passed {
    pub method: String,
    /// With its query.
    pub path: String,
    pub body: String,
    pub status: u16,
}

/// A room by the street.
#[derive(Debug, Clone)]
struct Room {
    sid: String,
    name: String,
    completed: bool,
    /// Each stay's SID and identity.
    inside: Vec<(String, String)>,
    stays: u32,
    /// The subscribe rules of each identity, as they were last set.
    rules: Vec<(String, Value)>,
}

pub struct Street {
    pub twin: Twin,
    shared: Arc<Shared>,
    url: String,
    server: tokio::task::JoinHandle<()>,
}

struct Shared {
    passed: watch::Sender<Vec<Passed>>,
    rooms: Mutex<Vec<Room>>,
    /// Rooms are the twin's too, for stories without anybody but phones in them.
    rooms_of_the_twin: AtomicBool,
    faults: Mutex<Vec<Fault>>,
    to: String,
    key: String,
    client: reqwest::Client,
    /// The data of Documents, as the console wrote it.
    documents: Mutex<Vec<(String, Value)>>,
}

struct Fault {
    method: &'static str,
    path: &'static str,
    status: u16,
    body: Value,
    left: u32,
    /// What was asked is done, and this is answered all the same.
    done: bool,
}

impl Street {
    pub async fn open() -> Street {
        Street::open_with(Config::default()).await
    }

    /// The same with a twin that was started otherwise.
    pub async fn open_with(config: Config) -> Street {
        let twin = Twin::start(config).await.unwrap();
        let addresses = twin.addresses().clone();
        let key = format!("{}:{}", addresses.api_key_sid, addresses.api_key_secret);
        let shared = Arc::new(Shared {
            passed: watch::Sender::default(),
            rooms: Mutex::default(),
            rooms_of_the_twin: AtomicBool::new(false),
            faults: Mutex::default(),
            to: addresses.sync_url.trim_end_matches("/sync").to_owned(),
            key: format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(key)),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            documents: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(pass).with_state(shared.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Street { twin, shared, url, server }
    }

    pub fn url(&self, product: &str) -> String {
        format!("{}/{product}", self.url)
    }

    /// Nobody answers any more.
    pub fn close(&self) {
        self.server.abort();
    }

    /// The next requests of this kind fail.
    pub fn fail(&self, method: &'static str, path: &'static str, status: u16, code: u32, times: u32) {
        let body = json!({ "code": code, "message": "ordered by a test", "status": status });
        self.shared.faults.lock().unwrap().push(Fault {
            method,
            path,
            status,
            body,
            left: times,
            done: false,
        });
    }

    /// The next requests of this kind are carried out, and their answers are lost in a fault.
    pub fn lose_answer(&self, method: &'static str, path: &'static str, times: u32) {
        let body = json!("lost");
        self.shared.faults.lock().unwrap().push(Fault {
            method,
            path,
            status: 502,
            body,
            left: times,
            done: true,
        });
    }

    /// All goes well again.
    pub fn mend(&self) {
        self.shared.faults.lock().unwrap().clear();
    }

    /// The next requests of this kind are answered like this.
    pub fn answer(&self, method: &'static str, path: &'static str, status: u16, body: Value, times: u32) {
        self.shared.faults.lock().unwrap().push(Fault {
            method,
            path,
            status,
            body,
            left: times,
            done: false,
        });
    }

    /// Everything that passed so far.
    pub fn passed(&self) -> Vec<Passed> {
        self.shared.passed.borrow().clone()
    }

    /// Waits until something has passed.
    pub async fn until(&self, what: impl Fn(&[Passed]) -> bool) {
        let mut passed = self.shared.passed.subscribe();
        let wait = passed.wait_for(|passed| what(passed));
        assert!(tokio::time::timeout(PATIENCE, wait).await.is_ok(), "it passes in time");
    }

    /// The newest data that the console wrote to a Document, once it is as wanted.
    pub async fn document_until(&self, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let newest = || {
            let documents = self.shared.documents.lock().unwrap();
            documents.iter().rev().find(|(of, _)| of == name).map(|(_, data)| data.clone())
        };
        self.until(|_| newest().is_some_and(|data| wanted(&data))).await;
        newest().unwrap()
    }

    /// The data that a Document had, oldest first.
    pub fn history_of(&self, name: &str) -> Vec<Value> {
        let documents = self.shared.documents.lock().unwrap();
        documents.iter().filter(|(of, _)| of == name).map(|(_, data)| data.clone()).collect()
    }

    /// Asks the twin past the street, as the account.
    pub async fn twin_sync(&self, method: &str, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("{}/sync{path}", self.shared.to);
        let method = method.parse().unwrap();
        let request = self.shared.client.request(method, url).header("authorization", &self.shared.key);
        let answer = request.form(form).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    /// A guest's page writes its report.
    pub async fn guest_reports(&self, invitation: &str, report: &Value) {
        let service = &self.twin.addresses().sync_service_sid;
        let path = format!("/v1/Services/{service}/Documents/in-{invitation}-report");
        let (status, _) = self.twin_sync("POST", &path, &[("Data", &report.to_string())]).await;
        assert_eq!(status, 200, "the report Document is there to be written");
    }

    /// From now on rooms are the twin's.
    pub fn rooms_at_the_twin(&self) {
        self.shared.rooms_of_the_twin.store(true, Ordering::Relaxed);
    }

    /// From now on rooms are the twin's. Opens one there, as the account, and answers its SID.
    pub async fn open_room_at_the_twin(&self, name: &str) -> String {
        self.rooms_at_the_twin();
        let (status, room) = self.twin_video("POST", "/v1/Rooms", &[("UniqueName", name)]).await;
        assert_eq!(status, 201, "{room}");
        room["sid"].as_str().unwrap().to_owned()
    }

    /// Another console of the same account calls a number.
    pub async fn somebody_else_calls(&self, number: &str) {
        let addresses = self.twin.addresses();
        let url = format!("{}/2010-04-01/Accounts/{}/Calls.json", addresses.api_url, addresses.account_sid);
        let twiml = "<Response><Pause length=\"600\"/></Response>";
        let form = [("To", number), ("From", addresses.phone_number.as_str()), ("Twiml", twiml)];
        let request = self.shared.client.post(url).header("authorization", &self.shared.key);
        assert_eq!(request.form(&form).send().await.unwrap().status().as_u16(), 201);
    }

    /// Asks the twin's Video past the street, as the account.
    pub async fn twin_video(&self, method: &str, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("{}/video{path}", self.shared.to);
        let request = self.shared.client.request(method.parse().unwrap(), url);
        let answer = request.header("authorization", &self.shared.key).form(form).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    /// Somebody opens a room.
    pub fn open_room(&self, name: &str) -> String {
        let mut rooms = self.shared.rooms.lock().unwrap();
        let sid = format!("RM{:032x}", rooms.len() + 1);
        rooms.push(Room {
            sid: sid.clone(),
            name: name.to_owned(),
            completed: false,
            inside: Vec::new(),
            stays: 0,
            rules: Vec::new(),
        });
        sid
    }

    pub fn enter(&self, sid: &str, identity: &str) {
        self.room(sid, |room| {
            room.stays += 1;
            room.inside.push((format!("PA{:032x}", room.stays), identity.to_owned()));
        });
    }

    /// What somebody in a room was told to leave out, newest first: the publishers' identities.
    pub fn left_out(&self, sid: &str, identity: &str) -> Option<Vec<String>> {
        let rooms = self.shared.rooms.lock().unwrap();
        let room = rooms.iter().find(|room| room.sid == sid).unwrap();
        let (_, rules) = room.rules.iter().rev().find(|(of, _)| of == identity)?;
        let excluded = rules.as_array().unwrap().iter().filter(|rule| rule["type"] == "exclude");
        Some(excluded.map(|rule| rule["publisher"].as_str().unwrap().to_owned()).collect())
    }

    pub fn leave(&self, sid: &str, identity: &str) {
        self.room(sid, |room| room.inside.retain(|(_, inside)| inside != identity));
    }

    pub fn complete(&self, sid: &str) {
        self.room(sid, |room| {
            room.completed = true;
            room.inside.clear();
        });
    }

    pub fn is_completed(&self, sid: &str) -> bool {
        self.shared.rooms.lock().unwrap().iter().any(|room| room.sid == sid && room.completed)
    }

    fn room(&self, sid: &str, change: impl FnOnce(&mut Room)) {
        change(self.shared.rooms.lock().unwrap().iter_mut().find(|room| room.sid == sid).unwrap());
    }
}

impl Drop for Street {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().unwrap().to_string();
    let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
    let answered = |status: u16, answer: &str| {
        if status < 300 {
            note_document(&shared, &parts.method, &body, answer);
        }
        let passed =
            Passed { method: parts.method.to_string(), path: path.clone(), body: body.clone(), status };
        shared.passed.send_modify(|all| all.push(passed));
    };
    let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (status, text) = if let Some(ordered) = ordered(&shared, &parts.method, &path, false) {
        ordered
    } else if authorization != Some(&shared.key) {
        (401, json!({ "code": 20003, "message": "Authenticate", "status": 401 }).to_string())
    } else if path.starts_with("/video/") && !shared.rooms_of_the_twin.load(Ordering::Relaxed) {
        rooms(&shared, &parts.method, parts.uri.path(), &body)
    } else {
        let url = format!("{}{path}", shared.to);
        let mut forward = shared.client.request(parts.method.clone(), url).body(body.clone());
        for name in [header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_MATCH] {
            if let Some(value) = parts.headers.get(&name) {
                forward = forward.header(name, value);
            }
        }
        let answer = forward.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, text) = ordered(&shared, &parts.method, &path, true).unwrap_or((status, text));
    answered(status, &text);
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(header::CONTENT_TYPE, "application/json")], Body::from(text)).into_response()
}

fn ordered(shared: &Shared, method: &Method, path: &str, done: bool) -> Option<(u16, String)> {
    let mut faults = shared.faults.lock().unwrap();
    // The lease is written all the time: it meets the faults that are meant for it and no other's.
    let of_lease = path.contains("-lease");
    let fits = |fault: &Fault| {
        fault.done == done
            && fault.method == method.as_str()
            && path.contains(fault.path)
            && (!of_lease || fault.path.contains("-lease"))
    };
    let index = faults.iter().position(fits)?;
    let fault = &mut faults[index];
    let answer = (fault.status, fault.body.to_string());
    fault.left -= 1;
    if fault.left == 0 {
        faults.remove(index);
    }
    Some(answer)
}

fn note_document(shared: &Shared, method: &Method, body: &str, answer: &str) {
    let Ok(answer) = serde_json::from_str::<Value>(answer) else { return };
    if method == Method::POST
        && body.contains("Data=")
        && let Some(name) = answer["unique_name"].as_str()
    {
        shared.documents.lock().unwrap().push((name.to_owned(), answer["data"].clone()));
    }
}

/// `/video/v1/Rooms…`
fn rooms(shared: &Shared, method: &Method, path: &str, body: &str) -> (u16, String) {
    let mut rooms = shared.rooms.lock().unwrap();
    let missing = || (404, json!({ "code": 20404, "message": "not found", "status": 404 }).to_string());
    let meta = |key: &str| json!({ "key": key, "next_page_url": null });
    let parts: Vec<&str> =
        path.trim_start_matches("/video/v1/Rooms").split('/').filter(|p| !p.is_empty()).collect();
    match parts.as_slice() {
        [] => (200, json!({ "rooms": [], "meta": meta("rooms") }).to_string()),
        [room, rest @ ..] => {
            let find = |known: &&mut Room| known.sid == *room || (known.name == *room && !known.completed);
            let Some(room) = rooms.iter_mut().find(find) else { return missing() };
            if rest == ["Participants"] {
                let inside: Vec<Value> = room
                    .inside
                    .iter()
                    .map(|(sid, identity)| json!({ "sid": sid, "status": "connected", "identity": identity }))
                    .collect();
                return (200, json!({ "participants": inside, "meta": meta("participants") }).to_string());
            }
            if let ["Participants", who, "SubscribeRules"] = rest {
                let Some((sid, identity)) = room.inside.iter().find(|(sid, id)| sid == who || id == who)
                else {
                    return missing();
                };
                let form = reqwest::Url::parse(&format!("http://form/?{body}")).unwrap();
                let rules = form.query_pairs().find(|(name, _)| name == "Rules").unwrap().1;
                let rules: Value = serde_json::from_str(&rules).unwrap();
                let answer = json!({ "participant_sid": sid, "room_sid": room.sid, "rules": rules });
                room.rules.push((identity.clone(), rules));
                return (200, answer.to_string());
            }
            if let ["Participants", who] = rest {
                let before = room.inside.len();
                room.inside.retain(|(sid, identity)| sid != who && identity != who);
                if room.inside.len() == before {
                    return (404, json!({ "code": 53204, "message": "not here", "status": 404 }).to_string());
                }
                let sid = format!("PA{:032x}", before);
                return (202, json!({ "sid": sid, "status": "disconnected", "identity": who }).to_string());
            }
            let status = if *method == Method::POST {
                if room.completed {
                    return (
                        400,
                        json!({ "code": 53118, "message": "completed", "status": 400 }).to_string(),
                    );
                }
                room.completed = true;
                room.inside.clear();
                202
            } else {
                200
            };
            let state = if room.completed { "completed" } else { "in-progress" };
            (
                status,
                json!({ "sid": room.sid, "unique_name": room.name, "status": state, "type": "group" })
                    .to_string(),
            )
        }
    }
}
