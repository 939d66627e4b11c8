//! What the provider is told by the desktop: read and write the clinic's choice.

use jiff::Timestamp;

use super::Clinic;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::{Error, Invalid};
use crate::notification::NotificationSettings;
use crate::store::setting;

impl Clinic {
    /// What the desktop tells of.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn notification_settings(&self) -> Result<NotificationSettings, Error> {
        let text = setting::get(&self.db, setting::NOTIFICATIONS)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Writes that.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn set_notification_settings(
        &mut self,
        settings: NotificationSettings,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        let text = serde_json::to_string(&settings)
            .map_err(|_| Invalid::new("on", "These settings could not be written down."))?;
        self.write(now, |work| {
            setting::set(work.db, setting::NOTIFICATIONS, &text)?;
            let detail = match settings {
                NotificationSettings { on: false, .. } => "off",
                NotificationSettings { names: true, .. } => "on, with names",
                NotificationSettings { names: false, .. } => "on, without names",
            };
            work.audit(Actor::Provider, "notificationSettingsSet", None, detail)
        })
        .map(|((), changes)| changes)
    }
}
