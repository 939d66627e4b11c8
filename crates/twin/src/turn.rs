//! STUN and TURN of the local Twilio, for tests of the network that force what they send through a relay. The protocol is the `turn`
//! crate's; here are its credentials, by the twin's clock, and a line that can be cut or made poor.

mod line;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::turn::auth::{AuthHandler, generate_auth_key};
use ::turn::relay::RelayAddressGenerator;
use ::turn::server::Server;
use ::turn::server::config::{ConnConfig, ServerConfig};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::net::UdpSocket;
use webrtc_util::Conn;

use crate::account::Sids;
use crate::clock::Clock;
pub use line::Line;
use line::{Gate, Gated};

/// How long credentials are good for at most.
pub(crate) const LONGEST_CREDENTIALS: SignedDuration = SignedDuration::from_hours(24);
const REALM: &str = "anteroom-twin";

/// A name and a password for the relay.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) username: String,
    pub(crate) password: String,
}

/// The STUN and TURN server of a twin, on one UDP port. Clones share it.
#[derive(Clone)]
pub struct Turn {
    address: SocketAddr,
    keys: Keys,
    gate: Gate,
    sids: Sids,
    clock: Clock,
    /// Stops with the last clone.
    _server: Arc<Server>,
}

/// The passwords that were given and until when they are good, by name.
#[derive(Clone, Default)]
struct Keys(Arc<Mutex<BTreeMap<String, (String, Timestamp)>>>);

impl Keys {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, (String, Timestamp)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Doorkeeper {
    keys: Keys,
    clock: Clock,
}

impl AuthHandler for Doorkeeper {
    fn auth_handle(&self, username: &str, realm: &str, _from: SocketAddr) -> Result<Vec<u8>, ::turn::Error> {
        let keys = self.keys.lock();
        match keys.get(username) {
            Some((password, until)) if self.clock.now() < *until => {
                Ok(generate_auth_key(username, realm, password))
            }
            _ => Err(::turn::Error::Other("credentials that were not given, or are over".into())),
        }
    }
}

/// Relays on the address that the server has.
struct Relays(IpAddr);

#[async_trait]
impl RelayAddressGenerator for Relays {
    fn validate(&self) -> Result<(), ::turn::Error> {
        Ok(())
    }

    async fn allocate_conn(
        &self,
        _use_ipv4: bool,
        port: u16,
    ) -> Result<(Arc<dyn Conn + Send + Sync>, SocketAddr), ::turn::Error> {
        let other = |error: std::io::Error| ::turn::Error::Other(error.to_string());
        let socket = UdpSocket::bind((self.0, port)).await.map_err(other)?;
        let address = socket.local_addr().map_err(other)?;
        Ok((Arc::new(socket), address))
    }
}

impl Turn {
    /// Starts it.
    pub(crate) async fn start(bind: IpAddr, sids: Sids, clock: Clock) -> std::io::Result<Self> {
        let socket = UdpSocket::bind((bind, 0)).await?;
        let address = socket.local_addr()?;
        let (keys, gate) = (Keys::default(), Gate::default());
        let conn = ConnConfig {
            conn: Arc::new(Gated::new(socket, gate.clone())),
            relay_addr_generator: Box::new(Relays(bind)),
        };
        let config = ServerConfig {
            conn_configs: vec![conn],
            realm: REALM.into(),
            auth_handler: Arc::new(Doorkeeper { keys: keys.clone(), clock: clock.clone() }),
            channel_bind_timeout: Duration::ZERO,
            alloc_close_notify: None,
        };
        let server = Server::new(config).await.map_err(std::io::Error::other)?;
        Ok(Self { address, keys, gate, sids, clock, _server: Arc::new(server) })
    }

    /// New credentials, good for this long.
    pub(crate) fn credentials(&self, ttl: SignedDuration) -> Credentials {
        let now = self.clock.now();
        let credentials = Credentials { username: self.sids.next(""), password: self.sids.next("") };
        let mut keys = self.keys.lock();
        keys.retain(|_, (_, until)| now < *until);
        keys.insert(credentials.username.clone(), (credentials.password.clone(), now + ttl));
        credentials
    }

    /// The servers as `RTCIceServer`s.
    pub(crate) fn servers(&self, Credentials { username, password }: &Credentials) -> Vec<Value> {
        let (stun, turn) = (format!("stun:{}", self.address), format!("turn:{}?transport=udp", self.address));
        vec![
            json!({"url": stun, "urls": stun}),
            json!({"url": turn, "urls": turn, "username": username, "credential": password}),
        ]
    }

    /// The same, with new credentials.
    pub(crate) fn ice_servers(&self) -> Vec<Value> {
        self.servers(&self.credentials(LONGEST_CREDENTIALS))
    }

    /// Cuts the line to the server, or makes it poor.
    ///
    /// # Errors
    /// In words: that is no line.
    pub fn set_line(&self, line: Line) -> Result<(), String> {
        self.gate.set(line)
    }

    /// Makes the line a good one again.
    pub fn mend(&self) {
        self.gate.mend();
    }
}
