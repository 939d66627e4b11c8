//! When somebody who has not come is late, and when their visit is closed as not attended: as the clinic decides.

use crate::error::Invalid;

/// What the clinic has decided about people who do not come. Minutes count from the planned start, or from the invitation where that
/// was made later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingRules {
    /// From when on somebody is late, 1 to 120.
    pub late_minutes: u32,
    /// When the visit is closed as not attended, up to 240; none for when its link ends, two hours after the planned end.
    pub not_attended_minutes: Option<u32>,
}

impl Default for WaitingRules {
    fn default() -> Self {
        WaitingRules { late_minutes: 5, not_attended_minutes: None }
    }
}

impl WaitingRules {
    pub(crate) fn check(self) -> Result<WaitingRules, Invalid> {
        if !(1..=120).contains(&self.late_minutes) {
            return Err(Invalid::new("lateMinutes", "Somebody is late after 1 to 120 minutes."));
        }
        if self.not_attended_minutes.is_some_and(|minutes| minutes > 240 || minutes <= self.late_minutes) {
            let words = "A visit is closed as not attended after somebody is late, and within 240 minutes.";
            return Err(Invalid::new("notAttendedMinutes", words));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_given_up_before_they_are_late() {
        let rules = |late_minutes, not_attended_minutes| WaitingRules { late_minutes, not_attended_minutes };
        let refused = |rules: WaitingRules| rules.check().unwrap_err().field;
        assert_eq!(refused(rules(0, None)), "lateMinutes");
        assert_eq!(refused(rules(121, None)), "lateMinutes");
        assert_eq!(refused(rules(10, Some(10))), "notAttendedMinutes");
        assert_eq!(refused(rules(10, Some(241))), "notAttendedMinutes");
        for good in [rules(10, Some(11)), rules(120, Some(240)), rules(1, None), WaitingRules::default()] {
            assert_eq!(good.check().unwrap(), good);
        }
    }
}
