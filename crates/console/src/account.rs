//! Connecting a Twilio account: each part that visits need is tried for real, in order, and told in words.

use std::time::Instant;

use jiff::SignedDuration;
use twilio::video::RoomFilter;
use twilio::{Credentials, Secret, SidError, SyncServiceSid};

use crate::console::Inner;
use crate::error::{Code, CommandError};
use crate::host::Account;
use crate::open_clinic::client_at;
use crate::sync_service;
use crate::wire::session::{AccountCheck, AccountChecks, AccountPart, CheckOutcome, ConnectAccount};

/// A clock this far off is worth a word: links and tokens count by it.
const WORTH_A_WORD: SignedDuration = SignedDuration::from_secs(60);

/// A clock this far off makes tokens that Twilio refuses.
const TOO_FAR: SignedDuration = SignedDuration::from_mins(5);

struct Typed {
    credentials: Credentials,
    service: SyncServiceSid,
    account: Account,
}

impl Inner {
    pub(crate) async fn connect_account(&self, typed: ConnectAccount) -> Result<AccountChecks, CommandError> {
        let typed = read(typed)?;
        let mut parts = self.try_parts(&typed).await?;
        let fine = |parts: &[AccountCheck]| {
            parts.iter().all(|check| matches!(check.outcome, CheckOutcome::Fine | CheckOutcome::Warning))
        };
        let began = Instant::now();
        if !fine(&parts) {
            parts.push(skipped(AccountPart::Keychain));
            return Ok(AccountChecks { connected: false, parts });
        }
        let _turn = self.turning.lock().await;
        let kept = self.host.save_account(typed.account).await;
        parts.push(match kept {
            Ok(()) => {
                check(AccountPart::Keychain, began, CheckOutcome::Fine, "The secret is in the keychain.", "")
            }
            Err(error) => {
                let mut failed =
                    check(AccountPart::Keychain, began, CheckOutcome::Failed, &error.message, &error.advice);
                failed.twilio_code = error.twilio_code;
                failed
            }
        });
        // Opening it is asked for by itself, once it was said what that means.
        self.look_for_account().await;
        let connected = fine(&parts);
        Ok(AccountChecks { connected, parts })
    }

    async fn try_parts(&self, typed: &Typed) -> Result<Vec<AccountCheck>, CommandError> {
        let addresses = self.host.addresses();
        let client = client_at(&addresses, &typed.credentials, &self.clock)?;
        let mut parts = Vec::new();
        let skip = |parts: &mut Vec<AccountCheck>, rest: &[AccountPart]| {
            parts.extend(rest.iter().copied().map(skipped));
        };

        let began = Instant::now();
        let filter = RoomFilter { page_size: Some(1), ..RoomFilter::default() };
        let rooms = client.rooms().list(&filter).next().await;
        // Any answer has Twilio's time on it, a refusal as well.
        if let Err(error) = &rooms
            && error.is_offline()
        {
            let error = CommandError::new(
                Code::Offline,
                "Twilio was not reached.",
                "Check this computer's connection to the internet, and whether a firewall or proxy lets video.twilio.com and sync.twilio.com through.",
            );
            parts.push(failed(AccountPart::Clock, began, &error));
            skip(&mut parts, &[AccountPart::ApiKey, AccountPart::Video, AccountPart::Sync]);
            return Ok(parts);
        }
        let clock = clock(client.clock_skew(), began);
        let clock_failed = clock.outcome == CheckOutcome::Failed;
        parts.push(clock);
        if clock_failed {
            skip(&mut parts, &[AccountPart::ApiKey, AccountPart::Video, AccountPart::Sync]);
            return Ok(parts);
        }
        match rooms {
            Ok(_) => {
                parts.push(check(
                    AccountPart::ApiKey,
                    began,
                    CheckOutcome::Fine,
                    "The API key signs in.",
                    "",
                ));
                parts.push(check(
                    AccountPart::Video,
                    began,
                    CheckOutcome::Fine,
                    "Video rooms can be listed.",
                    "",
                ));
            }
            Err(error) if error.is_unauthorized() => {
                let refused = CommandError::new(
                    Code::Credentials,
                    "Twilio does not accept this API key with this secret.",
                    "Enter the SID and secret of a Standard API key of region US1. The secret is the API key's own, not the account's Auth Token; Twilio shows it once, when the key is made.",
                )
                .with_twilio_code(error.code());
                parts.push(failed(AccountPart::ApiKey, began, &refused));
                skip(&mut parts, &[AccountPart::Video, AccountPart::Sync]);
                return Ok(parts);
            }
            Err(error) => {
                parts.push(check(
                    AccountPart::ApiKey,
                    began,
                    CheckOutcome::Fine,
                    "The API key signs in.",
                    "",
                ));
                parts.push(failed(AccountPart::Video, began, &error.into()));
                skip(&mut parts, &[AccountPart::Sync]);
                return Ok(parts);
            }
        }

        let began = Instant::now();
        let service = match sync_service::check(&client, &typed.service).await {
            Ok(fitness) => fitness,
            Err(error) if error.is_not_found() => Err(CommandError::new(
                Code::Twilio,
                "There is no Sync service with this SID in the account.",
                "Look its SID (IS…) up in the Twilio Console under Sync, Services.",
            )
            .with_twilio_code(error.code())),
            Err(error) => Err(error.into()),
        };
        parts.push(match service {
            Ok(()) => check(
                AccountPart::Sync,
                began,
                CheckOutcome::Fine,
                "The Sync service is there, and its access control is on.",
                "",
            ),
            Err(error) => failed(AccountPart::Sync, began, &error),
        });
        Ok(parts)
    }
}

fn clock(skew: Option<SignedDuration>, began: Instant) -> AccountCheck {
    let Some(skew) = skew else {
        return check(
            AccountPart::Clock,
            began,
            CheckOutcome::Warning,
            "Twilio was reached, but did not say what time it is.",
            "",
        );
    };
    let size = skew.abs();
    let direction = if skew.is_negative() { "behind" } else { "ahead of" };
    let off = format!("This computer's clock is {} {direction} Twilio's.", in_words(size));
    let advice = "Set this computer's date and time to be set automatically.";
    if size > TOO_FAR {
        let message = format!("{off} Twilio would refuse every link made with it.");
        check(AccountPart::Clock, began, CheckOutcome::Failed, &message, advice)
    } else if size > WORTH_A_WORD {
        check(AccountPart::Clock, began, CheckOutcome::Warning, &off, advice)
    } else {
        check(
            AccountPart::Clock,
            began,
            CheckOutcome::Fine,
            "Twilio is reached, and this computer's clock agrees with it.",
            "",
        )
    }
}

fn in_words(size: SignedDuration) -> String {
    match size.as_secs() {
        seconds @ ..120 => format!("{seconds} seconds"),
        seconds @ 120..7200 => format!("{} minutes", seconds / 60),
        seconds @ 7200..172_800 => format!("{} hours", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

fn check(
    part: AccountPart,
    began: Instant,
    outcome: CheckOutcome,
    message: &str,
    advice: &str,
) -> AccountCheck {
    AccountCheck {
        part,
        outcome,
        message: message.to_owned(),
        advice: advice.to_owned(),
        twilio_code: None,
        millis: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
    }
}

fn failed(part: AccountPart, began: Instant, error: &CommandError) -> AccountCheck {
    AccountCheck {
        twilio_code: error.twilio_code,
        ..check(part, began, CheckOutcome::Failed, &error.message, &error.advice)
    }
}

fn skipped(part: AccountPart) -> AccountCheck {
    AccountCheck {
        part,
        outcome: CheckOutcome::Skipped,
        message: "Not tried yet.".to_owned(),
        advice: String::new(),
        twilio_code: None,
        millis: 0,
    }
}

/// Reads what was typed. Nothing typed is repeated in an error: people paste secrets into the wrong field.
fn read(typed: ConnectAccount) -> Result<Typed, CommandError> {
    let invalid = |message: String| CommandError::new(Code::Invalid, message, "");
    let sid = |error: SidError| {
        let text = error.to_string();
        let mut letters = text.chars();
        let first =
            letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
        invalid(format!("{first}{}.", letters.as_str()))
    };
    let name = |text: &str, what: &str| match text.trim() {
        "" => Err(invalid(format!("Fill in {what}."))),
        text if text.chars().count() > 200 => Err(invalid(format!("Shorten {what} to 200 characters."))),
        text => Ok(text.to_owned()),
    };
    let clinic_name = name(&typed.clinic_name, "the clinic's name")?;
    let provider_name = name(&typed.provider_name, "the provider's name")?;
    if jiff::tz::TimeZone::get(&typed.time_zone).is_err() {
        return Err(invalid("This time zone is not known. Write it like Europe/Lisbon.".into()));
    }
    let secret = typed.api_key_secret.trim();
    if secret.is_empty() {
        return Err(invalid("Fill in the API key's secret.".into()));
    }
    let credentials = Credentials {
        account_sid: typed.account_sid.parse().map_err(sid)?,
        api_key_sid: typed.api_key_sid.parse().map_err(sid)?,
        api_key_secret: Secret::new(secret),
    };
    let service: SyncServiceSid = typed.sync_service_sid.parse().map_err(sid)?;
    let portal_url = portal(&typed.portal_url).map_err(|message| invalid(message.into()))?;
    let account = Account {
        clinic_name,
        provider_name,
        time_zone: typed.time_zone,
        account_sid: credentials.account_sid.to_string(),
        api_key_sid: credentials.api_key_sid.to_string(),
        api_key_secret: secret.to_owned(),
        sync_service_sid: service.to_string(),
        portal_url,
    };
    Ok(Typed { credentials, service, account })
}

/// The portal's address without what a link puts behind it. Browsers give camera and microphone only to https pages
/// and to pages of their own computer.
fn portal(text: &str) -> Result<String, &'static str> {
    let text = text.trim().trim_end_matches('/');
    let local = |rest: &str| {
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        host == "localhost" || host == "127.0.0.1"
    };
    let rest = match text.split_once("://") {
        Some(("https", rest)) => rest,
        Some(("http", rest)) if local(rest) => rest,
        _ => return Err("The address of the patient's page must begin with https://."),
    };
    if rest.is_empty() || rest.starts_with('/') || text.contains(char::is_whitespace) {
        return Err("The address of the patient's page is not complete.");
    }
    if text.contains(['#', '?']) || rest.contains('@') {
        return Err("The address of the patient's page must not have ?, # or @ in it.");
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn the_portal_is_https_or_this_computer() {
        assert_eq!(portal(" https://visits.example.test/ ").unwrap(), "https://visits.example.test");
        assert_eq!(portal("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
        for bad in [
            "",
            "visits.example.test",
            "http://visits.example.test",
            "http://localhost.example.test",
            "https://",
            "https://a/#x",
            "https://a/?x",
            "https://me@a",
            "https://a b",
            "javascript:alert(1)",
        ] {
            assert!(portal(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_clock_is_judged_by_how_far_it_is_off() {
        let judged = |secs| {
            let check = clock(Some(SignedDuration::from_secs(secs)), Instant::now());
            (check.outcome, check.message)
        };
        assert_eq!(judged(5).0, CheckOutcome::Fine);
        assert_eq!(judged(-59).0, CheckOutcome::Fine);
        assert_eq!(judged(90).0, CheckOutcome::Warning);
        let (outcome, message) = judged(-86_400);
        assert_eq!(outcome, CheckOutcome::Failed);
        assert!(message.contains("24 hours behind"), "{message}");
    }
}
