//! Opaque ids: 128 random bits, written as 26 characters of lower-case base32.
//!
//! They say nothing about anybody and cannot be guessed, so they may name things at Twilio.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// A text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id")]
pub struct NotAnId;

macro_rules! ids {
    ($( $(#[doc = $doc:literal])* $name:ident; )*) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u128);

        impl $name {
            /// A new id, drawn from the system's randomness.
            pub fn random() -> Self {
                $name(rand::random())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&BASE32_NOPAD.encode(&self.0.to_be_bytes()).to_ascii_lowercase())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                // One spelling per id: upper case, padding and stray trailing bits are refused.
                if text.len() != 26 || text.bytes().any(|b| b.is_ascii_uppercase()) {
                    return Err(NotAnId);
                }
                let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).map_err(|_| NotAnId)?;
                Ok($name(u128::from_be_bytes(bytes.try_into().map_err(|_| NotAnId)?)))
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(self.to_string()))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_str()?.parse().map_err(|error| FromSqlError::Other(Box::new(error)))
            }
        }
    )* };
}

ids! {
    /// A visit, and the appointment it happens on.
    VisitId;
    /// A patient.
    PatientId;
    /// A practitioner (in windows: the provider).
    PractitionerId;
    /// One person's way into one visit.
    InvitationId;
    /// A third party who is reached by phone.
    PhonePartyId;
    /// A line of the directory.
    LineId;
    /// A message in a conversation; whoever writes it gives it its id.
    ChatMessageId;
    /// A text message.
    TextId;
    /// A connector: how a service is asked by its API.
    ConnectorId;
    /// A kind of visit.
    VisitTypeId;
    /// A clinic's store: the same in every copy of it.
    StoreId;
    /// A third party who is asked of a service. Also what the service is told as our reference of it.
    VendorRequestId;
}

impl StoreId {
    /// The unique name of the Document that says which console acts for the clinic.
    pub fn lease_document(&self) -> String {
        format!("st-{self}-lease")
    }
}

impl VisitId {
    /// The unique name of the visit's room at Twilio.
    pub fn room_name(&self) -> String {
        format!("visit-{self}")
    }
}

impl PractitionerId {
    /// The practitioner's identity at Twilio.
    pub fn identity(&self) -> String {
        format!("pv-{self}")
    }

    /// The unique name of the Document that shows the console's signs of life to everybody who is invited.
    pub fn alive_document(&self) -> String {
        format!("pv-{self}-alive")
    }
}

impl InvitationId {
    /// The invited person's identity at Twilio.
    pub fn identity(&self) -> String {
        format!("in-{self}")
    }

    /// The unique name of the Document that the console writes and the person reads.
    pub fn status_document(&self) -> String {
        format!("in-{self}-status")
    }

    /// The unique name of the List that the console writes and the person reads.
    pub fn clinic_list(&self) -> String {
        format!("in-{self}-from-clinic")
    }

    /// The unique name of the List that the person writes and the console reads.
    pub fn guest_list(&self) -> String {
        format!("in-{self}-from-guest")
    }

    /// The unique name of the Document that the person writes and the console reads.
    pub fn report_document(&self) -> String {
        format!("in-{self}-report")
    }

    /// Whose Document or List this is, by its unique name; `None` where the name is not one of an invitation's.
    pub fn of_object(name: &str) -> Option<InvitationId> {
        let (id, object) = name.strip_prefix("in-")?.split_once('-')?;
        matches!(object, "status" | "report" | "from-clinic" | "from-guest").then(|| id.parse().ok())?
    }
}

impl PhonePartyId {
    /// The phone leg's identity at Twilio: never a number.
    pub fn identity(&self) -> String {
        format!("ph-{self}")
    }
}

/// An effect in the outbox. Grows; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EffectId(pub i64);
