//! Credentials for ICE servers (Network Traversal Service): the STUN and TURN servers by which a page tries its way out.

use std::fmt;

use serde::Deserialize;

use crate::{
    Client,
    base_urls::Product,
    error::Result,
    request::{Params, Request},
};

/// A STUN or TURN server, as `RTCPeerConnection` takes it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct IceServer {
    /// Its address, as `turn:global.turn.twilio.com:3478?transport=udp`.
    pub urls: String,
    /// The user name; STUN has none.
    #[serde(default)]
    pub username: Option<String>,
    /// The password; STUN has none. Whoever has it can relay at the account's cost until it ends.
    #[serde(default)]
    pub credential: Option<String>,
}

impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IceServer").field("urls", &self.urls).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Answer {
    ice_servers: Vec<IceServer>,
}

/// The account's credentials for ICE servers.
#[derive(Debug, Clone)]
pub struct IceServers {
    client: Client,
}

impl IceServers {
    pub(crate) fn new(client: Client) -> Self {
        IceServers { client }
    }

    /// Makes credentials that end after `ttl` seconds (1 to 86 400). Making them costs nothing, what is relayed does.
    ///
    /// # Errors
    /// Where Twilio is not reached or refuses.
    pub async fn create(&self, ttl: u32) -> Result<Vec<IceServer>> {
        let account = self.client.credentials().account_sid.as_str();
        let mut form = Params::default();
        form.set("Ttl", ttl);
        let path = ["2010-04-01", "Accounts", account, "Tokens.json"];
        let request = Request::post("make credentials for ICE servers", Product::Api, &path, form);
        Ok(self.client.fetch::<Answer>(&request).await?.ice_servers)
    }
}
