//! Twilio's codes about texts.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal $(or $also:literal)*,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A code this crate does not know.
            Other(u32),
        }

        impl $name {
            /// Every code this crate knows.
            pub const KNOWN: &[$name] = &[$($name::$variant,)+];

            /// Twilio's number for it.
            #[must_use]
            pub fn code(self) -> u32 {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl From<u32> for $name {
            fn from(code: u32) -> Self {
                match code {
                    $($code $(| $also)* => Self::$variant,)+
                    other => Self::Other(other),
                }
            }
        }
    };
}

codes! {
    /// What is wrong with a text: why Twilio did not take it ([`Error::code`](crate::Error::code)), or what became of one that was taken
    /// ([`Message::error_code`](super::Message::error_code)). Twilio's page about one is
    /// `https://www.twilio.com/docs/errors/` and the number.
    MessageCode {
        /// A message can't be deleted before it is final.
        NotFinal = 20009,
        /// Too many requests; nothing was done.
        TooManyRequests = 20429,
        /// The number it should go to is no phone number.
        InvalidTo = 21211,
        /// The account may not send texts to that country.
        CountryNotPermitted = 21408,
        /// It has no words.
        BodyMissing = 21602,
        /// It has no sender.
        FromMissing = 21603,
        /// It says nobody to go to.
        ToMissing = 21604,
        /// The sender is no number of the account that can send texts there.
        SenderNotUsable = 21606,
        /// A trial account sends only to numbers that were verified.
        ToNotVerified = 21608,
        /// The status callback is no address.
        CallbackInvalid = 21609,
        /// The person answered STOP: only START from their phone undoes it.
        OptedOut = 21610,
        /// Four hours of texts wait at the sender already.
        SenderQueueFull = 21611,
        /// The sender can't reach the number by text.
        ToNotReachable = 21612,
        /// It is no mobile phone.
        ToNotMobile = 21614,
        /// It has more than 1600 characters.
        BodyTooLong = 21617,
        /// There is no such messaging service.
        ServiceMissing = 21701,
        /// No sender of the messaging service fits the number.
        NoFittingSender = 21703,
        /// The messaging service has no senders.
        EmptySenderPool = 21704,
        /// The queue was full.
        QueueOverflow = 30001,
        /// The account is suspended.
        AccountSuspended = 30002,
        /// The phone is off or out of reach.
        HandsetUnreachable = 30003,
        /// The number does not take the text.
        Blocked = 30004,
        /// Nobody knows the phone.
        UnknownHandset = 30005,
        /// A landline, or a carrier that can't be reached.
        Landline = 30006,
        /// A carrier took it for spam.
        Filtered = 30007,
        /// It did not arrive, and nobody said why.
        Unknown = 30008,
        /// Faster than the sender's campaign allows.
        CampaignRate = 30022,
        /// More than a carrier takes of the sender's brand in a day.
        DailyCap = 30023,
        /// The toll-free sender was not verified.
        TollFreeNotVerified = 30032,
        /// The sender is not registered for texts to the United States (A2P 10DLC).
        NotRegistered = 30034,
        /// The sender's registration is under way.
        RegistrationPending = 30035,
        /// It waited longer than it was valid.
        ValidityExpired = 30036,
        /// It can't be called off any more.
        TooLateToCancel = 30409,
        /// A scheduled text does not say when.
        SendAtMissing = 35111,
        /// The time is less than five minutes or more than 35 days away.
        SendAtOutOfRange = 35114 or 35115 or 35117,
        /// Only a messaging service sends scheduled texts.
        ScheduleNeedsService = 35118,
        /// The account has sent all it may today.
        DailyAccountLimit = 63038,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_written() {
        for &code in MessageCode::KNOWN {
            assert_eq!(MessageCode::from(code.code()), code);
        }
        assert_eq!(MessageCode::from(35117), MessageCode::SendAtOutOfRange, "Twilio has three for it");
        assert_eq!(MessageCode::from(12345).code(), 12345, "an unknown one is kept");
    }
}
