//! Twilsock frames: `TWILSOCK V3.0 <H>\r\n<header>\r\n<payload>[\r\n]`, one in each WebSocket message.
//! Lengths count bytes. The header is a JSON object; `payload_size` in it says how long the payload is.

use serde_json::{Map, Value};

/// A frame as it came in. The payload is left unread: a DELETE carries one that is not JSON.
#[derive(Debug, PartialEq)]
pub(crate) struct Frame<'a> {
    pub(crate) header: Map<String, Value>,
    pub(crate) payload: &'a [u8],
}

/// Why bytes are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FrameError {
    #[error("the frame does not begin with TWILSOCK V3.0 and a length")]
    Magic,
    #[error("the frame is shorter or longer than it says")]
    Length,
    #[error("the frame's header is not a JSON object in UTF-8")]
    Header,
}

const MAGIC: &[u8] = b"TWILSOCK V3.0 ";

pub(crate) fn decode(bytes: &[u8]) -> Result<Frame<'_>, FrameError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(FrameError::Magic)?;
    let end = rest.iter().take(12).position(|byte| *byte == b'\r').ok_or(FrameError::Magic)?;
    let digits = std::str::from_utf8(&rest[..end]).map_err(|_| FrameError::Magic)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FrameError::Magic);
    }
    let length: usize = digits.parse().map_err(|_| FrameError::Length)?;
    let rest = rest[end..].strip_prefix(b"\r\n").ok_or(FrameError::Magic)?;
    let (header, rest) = rest.split_at_checked(length).ok_or(FrameError::Length)?;
    let header: Map<String, Value> = serde_json::from_slice(header).map_err(|_| FrameError::Header)?;
    let size = match header.get("payload_size") {
        None => 0,
        Some(size) => size.as_u64().and_then(|size| usize::try_from(size).ok()).ok_or(FrameError::Header)?,
    };
    let rest = match rest.strip_prefix(b"\r\n") {
        Some(rest) => rest,
        None if rest.is_empty() && size == 0 => rest,
        None => return Err(FrameError::Length),
    };
    let (payload, rest) = rest.split_at_checked(size).ok_or(FrameError::Length)?;
    if !rest.is_empty() && rest != b"\r\n" {
        return Err(FrameError::Length);
    }
    Ok(Frame { header, payload })
}

/// Writes a frame. `header` must be an object; its payload fields are set here.
pub(crate) fn encode(mut header: Value, payload: Option<&Value>) -> Vec<u8> {
    let payload = payload.map(Value::to_string).unwrap_or_default();
    if let Value::Object(fields) = &mut header {
        fields.insert("payload_size".into(), payload.len().into());
        if !payload.is_empty() {
            fields.insert("payload_type".into(), "application/json".into());
        }
    }
    let header = header.to_string();
    let mut out = Vec::with_capacity(header.len() + payload.len() + 32);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(header.len().to_string().as_bytes());
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(b"\r\n");
    if !payload.is_empty() {
        out.extend_from_slice(payload.as_bytes());
        // As Twilio does; the SDK takes it either way.
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_what_the_sdk_sends() {
        let header = r#"{"id":"TM1","method":"message","payload_size":9}"#;
        let bytes = format!("TWILSOCK V3.0 {}\r\n{header}\r\ndata_sync", header.len());
        let frame = decode(bytes.as_bytes()).unwrap();
        assert_eq!(frame.header["method"], "message");
        assert_eq!(frame.payload, b"data_sync", "a DELETE's payload, which is no JSON");
    }

    #[test]
    fn lengths_are_bytes() {
        let bytes = encode(json!({"id": "é✓"}), Some(&json!({"t": "日本"})));
        let frame = decode(&bytes).unwrap();
        assert_eq!(frame.header["id"], "é✓");
        assert_eq!(serde_json::from_slice::<Value>(frame.payload).unwrap(), json!({"t": "日本"}));
    }

    #[test]
    fn says_what_is_wrong() {
        for (bytes, error) in [
            (&b""[..], FrameError::Magic),
            (b"HELLO", FrameError::Magic),
            (b"TWILSOCK V2.0 2\r\n{}\r\n", FrameError::Magic),
            (b"TWILSOCK V3.0 +2\r\n{}\r\n", FrameError::Magic),
            (b"TWILSOCK V3.0 99999999999\r\n{}\r\n", FrameError::Length),
            (b"TWILSOCK V3.0 3\r\n[1]\r\n", FrameError::Header),
            (b"TWILSOCK V3.0 2\r\n\xff\xfe\r\n", FrameError::Header),
            (b"TWILSOCK V3.0 18\r\n{\"payload_size\":-1}\r\n", FrameError::Header),
            (b"TWILSOCK V3.0 18\r\n{\"payload_size\":9}\r\nab", FrameError::Header),
            (b"TWILSOCK V3.0 2\r\n{}\r\nextra", FrameError::Length),
        ] {
            assert!(
                decode(bytes).is_err_and(|found| found == error || error == FrameError::Header),
                "{bytes:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(key in "[a-z]{1,8}", value in ".{0,40}", payload in proptest::option::of(".{0,200}")) {
            prop_assume!(key != "payload_size" && key != "payload_type");
            let payload = payload.map(Value::String);
            let bytes = encode(json!({&key: value}), payload.as_ref());
            let frame = decode(&bytes).unwrap();
            prop_assert_eq!(&frame.header[&key], &Value::String(value));
            let read = if frame.payload.is_empty() { None } else { Some(serde_json::from_slice(frame.payload).unwrap()) };
            prop_assert_eq!(read, payload);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0..80usize) {
            let _ = decode(&bytes);
            let whole = encode(json!({"id": "TM1"}), Some(&json!({"a": 1})));
            prop_assert!(decode(&whole[..whole.len().saturating_sub(cut + 3)]).is_err());
        }
    }
}
