//! A patient who speaks Spanish: the text with the link, the page on a phone through every check, by the keyboard, into the waiting room
//! and the call; and what she answers after it.

use std::time::Duration;

use serde_json::json;
use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::texts::{PHONE, link_on, screen_of, text_the_link, texts_by};
use stories::{Clinic, console};

/// The network check has two tests of five seconds; a busy machine adds its own.
const A_CHECK: Duration = Duration::from_secs(90);

#[test]
fn a_text_in_spanish_leads_into_the_call() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    texts_by(&window, &json!([]));
    console::book_in(&window, "Ines Valdivia", "es", PHONE, 0);
    console::choose(&window, "Ines Valdivia");

    // The text is written in her language, and its link is opened on a page no wider than a phone.
    let phone = clinic.browsers.phone_in("the patient", "es-US,es");
    phone.go(&screen_of(&clinic, PHONE));
    text_the_link(&window, "Ines", "Abra este enlace");
    let link = link_on(&phone);
    phone.go(&link);
    phone.shows("Su consulta con");
    phone.wait_for(
        "no wider than a phone",
        "innerWidth <= 430 && document.documentElement.scrollWidth <= innerWidth",
    );

    // Every check, by the keyboard alone.
    for button in ["Empezar", "Sí, me veo", "Veo moverse las barras", "Tocar el sonido", "Lo oí"] {
        phone.press_by_keyboard(button);
    }
    // What goes through is measured: how much of it a busy machine lets through is not this story's.
    let verdict = "['Su conexión es buena', 'Buena para hablar'].find((words) => document.body.innerText.includes(words))";
    phone.wait_within(A_CHECK, "a verdict on her connection", verdict);
    phone.shows("Pasan en los dos sentidos");
    phone.press_by_keyboard("Entrar en la sala de espera");

    // The clinic's questions, in her language.
    phone.named("textarea", "¿De qué le gustaría hablar hoy?").fill("Una tos de dos semanas");
    for answer in ["No", "Leve", "Lo he leído y estoy de acuerdo", "Lo entiendo"] {
        phone.press_by_keyboard("Siguiente");
        phone.named("label.choice", answer).click();
    }
    phone.press_by_keyboard("Entrar en la sala de espera");
    phone.shows("Usted es la siguiente persona");
    phone.wait_for("a page in Spanish", "document.documentElement.lang === 'es'");

    // The card says so.
    let card = console::waits(&window, "Ines Valdivia");
    assert!(card.contains("Spanish"), "{card}");
    for unwanted in ["not tried", "poor", "refused"] {
        assert!(!card.contains(unwanted), "{card}");
    }

    // Into the call, to the goodbye, and the question after it.
    console::admit(&window, "Ines Valdivia");
    let call = clinic.call_window();
    stats_when(&call, "the patient's picture", SEES_AND_HEARS);
    stats_when(&phone, "the provider's picture", SEES_AND_HEARS);
    console::end_from_call(&call);
    phone.shows("Su consulta ha terminado");
    phone.press_by_keyboard("Casi todo");
    phone.shows("La clínica ve su respuesta");
    console::choose(&window, "Ines Valdivia");
    window.wait_for(
        "her answer in the history",
        "document.querySelector('section[aria-label=History]')?.textContent.includes('could you hear and see well?')",
    );
    console::history_has(
        &window,
        &["Patient checked in", "Visit ended", "could you hear and see well?", "Most of it"],
    );
}
