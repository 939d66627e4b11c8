//! A third person comes into a call of two: both sides go on by the second profile, nobody loses the other's voice, and all three see and
//! hear one another.

use stories::patient::{Patient, stats_when};
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, guest, profile};

#[test]
fn third_person_changes_the_profile() {
    let mut clinic = Clinic::start();
    let InACall { window, name, patient, call } = in_a_call(&mut clinic);
    let sides = [("provider", &call), ("patient", &patient.0)];
    for (side, page) in sides {
        profile::reload_measured(page);
        stats_when(page, &format!("the call at the {side}, measured"), &guest::sees_others(1));
    }
    for (side, page) in sides {
        // What of 720p arrives on a busy computer is another story's: `a_visit`.
        profile::is_first(
            side,
            &stats_when(page, &format!("the first profile at the {side}"), profile::FIRST),
        );
        profile::begin(page);
    }

    // The daughter is let straight in: the call of two moves as soon as she is announced.
    let invited = guest::invite(&window, &name, "Lucía Márquez", "family", true);
    let daughter = Patient::opens(clinic.browsers.phone("the daughter"), &guest::link(&window, &invited));
    daughter.introduces_herself("Lucía Márquez", "Daughter");
    for (side, page) in sides {
        profile::is_second(
            side,
            &stats_when(page, &format!("the second profile at the {side}"), profile::SECOND),
        );
    }
    for (side, page) in sides {
        stats_when(page, &format!("the others at the {side}"), &guest::sees_others(2));
    }
    stats_when(&daughter.0, "the others at the daughter", &guest::sees_others(2));

    for (side, page) in sides {
        let numbers = profile::measured(page);
        // Silence in milliseconds is the benchmark's: a busy computer's audio loses some by itself.
        assert!(numbers["heardAtLeast"].as_u64() >= Some(1), "{side}, never without a voice: {numbers}");
    }
    assert_eq!(profile::measured(&call)["tiles"], 2, "the provider never saw anybody twice");
    assert_eq!(clinic.twin.identities_in_the_room().len(), 3, "and nobody is there twice");
}
