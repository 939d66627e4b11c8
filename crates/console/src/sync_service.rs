//! Whether a Sync service may carry invitations: it must have its access control on and be used for nothing else.
//!
//! Without access control every link would open every patient's Documents. So nothing is set up before the service has
//! been looked at, and a service that will not do is refused in words that say how to put it right.

use twilio::sync::Service;
use twilio::{Client, SyncServiceSid};

use crate::error::{Code, CommandError};

/// What is made for an invitation ends by itself so many seconds after it was made, even if this console never comes back to
/// delete it. Longer than any link is good for: a report's and a List's life is not renewed by what is written there.
pub(crate) const LIFE: u32 = 2 * 24 * 60 * 60;

/// Looks the service up and refuses one that will not do.
pub(crate) async fn check(client: &Client, sid: &SyncServiceSid) -> twilio::Result<Result<(), CommandError>> {
    let service = client.sync_services().fetch(sid).await?;
    Ok(fitness(&service, client))
}

fn fitness(service: &Service, client: &Client) -> Result<(), CommandError> {
    if service.account_sid.as_ref().is_some_and(|account| *account != client.credentials().account_sid) {
        return Err(CommandError::new(
            Code::Credentials,
            "The Sync service belongs to another account than the one entered.",
            "Take account SID, API key and Sync service from the same account of the Twilio Console.",
        ));
    }
    if service.unique_name.as_deref() == Some("default") {
        return Err(CommandError::new(
            Code::Twilio,
            "This is the account's default Sync service, which other programs share.",
            "Make a new Sync service in the Twilio Console, switch its access control (ACL) on, and enter its SID.",
        ));
    }
    if service.acl_enabled != Some(true) {
        return Err(CommandError::new(
            Code::Twilio,
            "The Sync service has its access control (ACL) switched off, so every link would open every patient's page.",
            "Open the service in the Twilio Console under Sync, switch ACL on, save, and try again.",
        ));
    }
    Ok(())
}
