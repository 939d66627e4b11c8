//! A visit that goes on: where most stories begin.

use crate::Clinic;
use crate::console;
use crate::patient::{Patient, SEES_AND_HEARS, stats_when};
use crate::webdriver::Page;

/// A provider and a patient who see and hear each other.
pub struct InACall {
    /// The console's window.
    pub window: Page,
    /// The patient's name on the agenda.
    pub name: String,
    /// The patient, on a phone.
    pub patient: Patient,
    /// The provider's call window.
    pub call: Page,
}

/// Opens the console, invites the day's next patient, checks them in and admits them.
pub fn in_a_call(clinic: &mut Clinic) -> InACall {
    let window = clinic.open_console();
    let name = console::first_scheduled(&window);
    console::choose(&window, &name);
    let link = console::invite(&window);
    let patient = Patient::opens(clinic.browsers.phone("the patient"), &link);
    patient.checks_in();
    console::waits(&window, &name);
    console::admit(&window, &name);
    let call = clinic.call_window();
    stats_when(&call, "the patient's picture", SEES_AND_HEARS);
    stats_when(&patient.0, "the provider's picture", SEES_AND_HEARS);
    InACall { window, name, patient, call }
}
