//! A recorded sound: Opus packets out of an Ogg file, and how loud each is. Read, never decoded.

use std::sync::Arc;

/// A packet, and its loudness: dB of full scale, at most 0.
pub(crate) type Packet = (Arc<[u8]>, i8);

/// A sound of 20 ms packets.
#[derive(Debug)]
pub(crate) struct Clip {
    pub(crate) packets: Vec<Packet>,
}

impl Clip {
    /// Reads an Ogg file with one Opus stream (RFC 7845), one channel and 20 ms to a packet.
    ///
    /// # Errors
    /// In words for whoever made the file.
    pub(crate) fn read(file: &[u8]) -> Result<Self, &'static str> {
        let mut packets = packets(file)?.into_iter();
        if !packets.next().is_some_and(|head| head.starts_with(b"OpusHead")) {
            return Err("the stream is not Opus");
        }
        let levels = packets.next().and_then(|tags| levels(&tags)).ok_or("the stream has no LEVELS")?;
        let packets: Vec<Packet> = packets
            .enumerate()
            // The encoder's last packets may lie behind the end of what was measured.
            .map(|(at, packet)| (packet.into(), levels.get(at).copied().unwrap_or(-127)))
            .collect();
        if packets.is_empty() || !packets.iter().all(|(packet, _)| is_20_ms(packet)) {
            return Err("the packets are not of 20 ms and one channel");
        }
        Ok(Self { packets })
    }
}

/// The packets of the pages of an Ogg file (RFC 3533, 6).
fn packets(mut file: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    const SHORT: &str = "a page is cut short";
    let (mut out, mut packet) = (Vec::new(), Vec::new());
    while !file.is_empty() {
        let (head, rest) = file.split_at_checked(27).ok_or(SHORT)?;
        if !head.starts_with(b"OggS") {
            return Err("this is not Ogg");
        }
        let (sizes, mut rest) = rest.split_at_checked(usize::from(head[26])).ok_or(SHORT)?;
        for size in sizes {
            let (segment, after) = rest.split_at_checked(usize::from(*size)).ok_or(SHORT)?;
            packet.extend_from_slice(segment);
            rest = after;
            // A segment that is not full ends its packet.
            if *size < 255 {
                out.push(std::mem::take(&mut packet));
            }
        }
        file = rest;
    }
    Ok(out)
}

/// The comment LEVELS: two hex digits of dB below full scale for each packet.
fn levels(tags: &[u8]) -> Option<Vec<i8>> {
    const NAME: &[u8] = b"LEVELS=";
    let at = tags.windows(NAME.len()).position(|window| window == NAME)?;
    // A comment is preceded by its length.
    let size = tags.get(at.checked_sub(4)?..at)?.try_into().ok().map(u32::from_le_bytes)?;
    let comment = tags.get(at..at.checked_add(usize::try_from(size).ok()?)?)?;
    comment[NAME.len()..]
        .chunks(2)
        .map(|digits| i8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok().map(|below| -below))
        .collect()
}

/// Whether a packet is one frame of 20 ms and one channel (RFC 6716, 3.1).
fn is_20_ms(packet: &[u8]) -> bool {
    let Some(head) = packet.first() else { return false };
    let (config, stereo, frames) = (head >> 3, head & 4, head & 3);
    let long = match config {
        0..=11 => config % 4 == 1,
        12..=15 => config % 2 == 1,
        _ => config % 4 == 3,
    };
    long && stereo == 0 && frames == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_file_is_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut page = b"OggS\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
            page.extend_from_slice(&bytes);
            prop_assert!(Clip::read(&bytes).is_err() && Clip::read(&page).is_err());
        }
    }

    #[test]
    fn what_is_not_of_20_ms_is_seen_by_its_first_byte() {
        assert!(is_20_ms(&[31 << 3]) && is_20_ms(&[15 << 3]) && is_20_ms(&[1 << 3]));
        assert!(
            !is_20_ms(&[30 << 3]) && !is_20_ms(&[31 << 3 | 4]) && !is_20_ms(&[31 << 3 | 1]) && !is_20_ms(&[])
        );
    }
}
