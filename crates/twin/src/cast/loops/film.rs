//! A film: VP8 frames out of an IVF file. Read, never decoded.

use std::sync::Arc;

/// Twenty-four frames a second, whatever the film.
pub(crate) const RATE: u32 = 24;

/// One frame, as an encoder made it.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Shared, since many may be sending it.
    pub(crate) data: Arc<[u8]>,
    /// A decoder may begin here.
    pub(crate) keyframe: bool,
}

/// A film that goes round: it begins with a keyframe, so the last frame is followed by the first.
#[derive(Debug)]
pub(crate) struct Film {
    /// In pixels.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests look at it: a film must have the size of its layer")
    )]
    pub(crate) size: (u16, u16),
    pub(crate) frames: Vec<Frame>,
}

impl Film {
    /// Nothing at all: what a film that can't be read is.
    pub(crate) const NONE: Self = Self { size: (0, 0), frames: Vec::new() };

    /// Reads an IVF file: a header of 32 bytes, then for each frame its size, its number and its bytes, all little endian.
    ///
    /// # Errors
    /// In words for whoever made the file.
    pub(crate) fn read(file: &[u8]) -> Result<Self, &'static str> {
        let (head, mut rest) = file.split_at_checked(32).ok_or("the file is cut short")?;
        let number = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let long = |at: usize| u32::from(number(at)) | u32::from(number(at + 2)) << 16;
        if &head[..4] != b"DKIF" || &head[8..12] != b"VP80" || number(6) != 32 {
            return Err("this is not VP8 in IVF");
        }
        if long(20) == 0 || u64::from(long(16)) != u64::from(RATE) * u64::from(long(20)) {
            return Err("there are not 24 frames to the second");
        }
        let mut frames = Vec::new();
        while !rest.is_empty() {
            let (head, after) = rest.split_at_checked(12).ok_or("a frame is cut short")?;
            let size = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
            let size = usize::try_from(size).map_err(|_| "a frame is cut short")?;
            let (data, after) = after.split_at_checked(size).ok_or("a frame is cut short")?;
            // RFC 6386, 9.1: the first bit is clear in a keyframe; the fifth is set in a frame that is shown.
            let first = *data.first().ok_or("a frame is empty")?;
            if first & 0x10 == 0 {
                return Err("a frame is not shown");
            }
            frames.push(Frame { data: data.into(), keyframe: first & 1 == 0 });
            rest = after;
        }
        if !frames.first().is_some_and(|frame| frame.keyframe) {
            return Err("the film does not begin with a keyframe");
        }
        Ok(Self { size: (number(12), number(14)), frames })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    fn head() -> Vec<u8> {
        let mut head = b"DKIF\0\0\x20\0VP80".to_vec();
        head.extend([0x00, 0x05, 0xd0, 0x02, 24, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        head
    }

    fn frame(first: u8) -> Vec<u8> {
        let mut frame = vec![2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        frame.extend([first, 7]);
        frame
    }

    #[test]
    fn frames_and_size_are_read() {
        let film = Film::read(&[head(), frame(0x10), frame(0x11)].concat()).unwrap();
        assert_eq!(film.size, (1280, 720));
        assert_eq!(film.frames.iter().map(|frame| frame.keyframe).collect::<Vec<_>>(), [true, false]);
        assert_eq!(&*film.frames[1].data, [0x11, 7]);
    }

    #[test]
    fn what_could_not_be_looped_is_refused() {
        let mut rate = head();
        rate[16] = 25;
        for (file, wrong) in [
            (head(), "the film does not begin with a keyframe"),
            ([head(), frame(0x11)].concat(), "the film does not begin with a keyframe"),
            ([head(), frame(0x00)].concat(), "a frame is not shown"),
            ([head(), vec![9; 13]].concat(), "a frame is cut short"),
            ([rate, frame(0x10)].concat(), "there are not 24 frames to the second"),
            (vec![0; 40], "this is not VP8 in IVF"),
            (vec![], "the file is cut short"),
        ] {
            assert_eq!(Film::read(&file).unwrap_err(), wrong);
        }
    }

    proptest! {
        #[test]
        fn no_file_is_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Film::read(&bytes).is_err());
            // What follows a good frame may happen to be another.
            let _ = Film::read(&[head(), frame(0x10), bytes].concat());
        }
    }
}
