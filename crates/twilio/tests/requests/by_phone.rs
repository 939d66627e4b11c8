//! The vectors' phone calls and texts.

use twilio::{
    Client,
    messaging::{MessageFilter, NewMessage},
    voice::{CallFilter, CallStatus, MachineDetection, NewCall, Response, StatusCallbackEvent, Twiml},
};

use super::messaging_service;
use super::support::{CALL, MESSAGE};

fn into_room() -> Response {
    Response::new().connect_room("visit-2f6c1b", "interp-4c1d")
}

fn through_the_tree() -> Twiml {
    let steps = Response::new().pause(2).play_digits("ww1ww5550142#").pause(3);
    steps.connect_room("visit-2f6c1b", "interp-4c1d").build().unwrap()
}

/// Makes the phone call of a vector; false if the client has no such call.
pub(crate) async fn phone_call(name: &str, client: &Client) -> twilio::Result<bool> {
    let calls = client.calls();
    let sid = CALL.parse().unwrap();
    let ringing = |twiml: Response| NewCall {
        timeout: Some(45),
        ..NewCall::new("+15005550006", "+15005550001", twiml.build().unwrap())
    };
    let told = |call: NewCall| NewCall {
        status_callback: Some("https://hooks.example.test/twilio/voice".into()),
        status_callback_events: vec![
            StatusCallbackEvent::Initiated,
            StatusCallbackEvent::Ringing,
            StatusCallbackEvent::Answered,
            StatusCallbackEvent::Completed,
        ],
        ..call
    };
    let hold = || Response::new().pause(600);
    match name {
        "voice.calls.create.ivr_to_room" => {
            let call = NewCall {
                twiml: through_the_tree(),
                time_limit: Some(14_400),
                status_callback_method: Some("POST".into()),
                ..told(ringing(hold()))
            };
            drop(calls.create(&call).await?);
        }
        "voice.calls.create.send_digits" => {
            let call = NewCall { send_digits: Some("wwww1ww5550142#".into()), ..told(ringing(into_room())) };
            drop(calls.create(&call).await?);
        }
        "voice.calls.create.hold_then_poll" => drop(calls.create(&ringing(hold())).await?),
        "voice.calls.create.machine_detection" => {
            let call = NewCall {
                timeout: None,
                machine_detection: Some(MachineDetection::Enable),
                machine_detection_timeout: Some(30),
                ..ringing(hold())
            };
            drop(calls.create(&call).await?);
        }
        "voice.calls.fetch" => drop(calls.fetch(&sid).await?),
        "voice.calls.list_in_progress" => {
            let status = Some(CallStatus::InProgress);
            let filter = CallFilter { status, page_size: Some(20), ..CallFilter::default() };
            drop(calls.list(&filter).all(1).await?);
        }
        "voice.calls.update_twiml" => drop(calls.steer(&sid, &through_the_tree()).await?),
        "voice.calls.press_digits" => {
            let keys = Response::new().play_digits("2w1").pause(600).build().unwrap();
            drop(calls.steer(&sid, &keys).await?);
        }
        "voice.calls.connect_to_room" => drop(calls.steer(&sid, &into_room().build().unwrap()).await?),
        "voice.calls.hang_up" => drop(calls.hang_up(&sid).await?),
        "voice.calls.cancel_ringing" => drop(calls.cancel(&sid).await?),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Sends or looks at the text of a vector; false if the client has no such call.
pub(crate) async fn text(name: &str, client: &Client) -> twilio::Result<bool> {
    let (messages, services) = (client.messages(), client.messaging_services());
    let (to, from, ready) =
        ("+15005550006", "+15005550001", "Your visit is ready: https://visit.example.test/j/7Kp2");
    let by_service = |body: &str| NewMessage::by_service(to, messaging_service(), body);
    let sid = MESSAGE.parse().unwrap();
    match name {
        "messaging.messages.send_from" => {
            drop(messages.create(&NewMessage::new(to, from, ready)).await?);
        }
        "messaging.messages.send_service" => {
            let message = NewMessage {
                status_callback: Some("https://hooks.example.test/twilio/sms".into()),
                validity_period: Some(3600),
                shorten_urls: Some(true),
                ..by_service(ready)
            };
            drop(messages.create(&message).await?);
        }
        "messaging.messages.send_unicode" => {
            let body = "Su consulta está lista — ñ é ✓ & a=b+c%";
            drop(messages.create(&NewMessage::new(to, from, body)).await?);
        }
        "messaging.messages.schedule" => {
            let send_at = Some("2026-01-02T15:00:00Z".parse().unwrap());
            let message = NewMessage { send_at, ..by_service("Reminder: visit tomorrow") };
            drop(messages.create(&message).await?);
        }
        "messaging.messages.cancel_scheduled" => drop(messages.cancel(&sid).await?),
        "messaging.messages.redact" => drop(messages.redact(&sid).await?),
        "messaging.messages.fetch" => drop(messages.fetch(&sid).await?),
        "messaging.messages.list_to" => {
            let filter = MessageFilter {
                to: Some(to.into()),
                sent_from: Some("2026-01-01T00:00:00Z".parse().unwrap()),
                page_size: Some(20),
                ..MessageFilter::default()
            };
            drop(messages.list(&filter).all(1).await?);
        }
        "messaging.messages.delete" => messages.delete(&sid).await?,
        "messaging.services.list" => drop(services.list(Some(20)).all(1).await?),
        "messaging.services.fetch" => drop(services.fetch(&messaging_service()).await?),
        "messaging.link_shortening.domain_of_service" => {
            drop(services.link_domain(&messaging_service()).await?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}
