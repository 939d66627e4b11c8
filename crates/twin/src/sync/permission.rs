//! Who may do what with one object. Granularity is the whole object; there is nothing per item and no wildcard.

use super::check::Denied;
use super::object::By;

/// What one identity may do with one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Permission {
    pub(crate) read: bool,
    pub(crate) write: bool,
    pub(crate) manage: bool,
}

/// A thing that is asked of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    Read,
    Write,
    Manage,
}

impl Permission {
    pub(crate) const ALL: Self = Self { read: true, write: true, manage: true };

    fn holds(self, right: Right) -> bool {
        match right {
            Right::Read => self.read,
            Right::Write => self.write,
            Right::Manage => self.manage,
        }
    }
}

/// REST bypasses permissions; so does everyone in a service that checks none.
pub(crate) fn allow(
    acl_enabled: bool,
    permissions: &std::collections::BTreeMap<String, Permission>,
    by: By<'_>,
    right: Right,
) -> Result<(), Denied> {
    match by {
        By::System => Ok(()),
        By::Identity(_) if !acl_enabled => Ok(()),
        By::Identity(identity) => {
            let held = permissions.get(identity).copied().unwrap_or_default();
            if held.holds(right) { Ok(()) } else { Err(Denied::FORBIDDEN) }
        }
    }
}
