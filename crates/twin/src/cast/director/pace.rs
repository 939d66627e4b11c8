//! How fast the twin's time passes, and how far ahead of the computer's it may get: the console goes by the computer's, and what it
//! gives out is good for hours, not for ever.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::server;

/// The most that the twin's time is ahead. Links live until two hours after a visit's planned end.
const MOST_AHEAD: SignedDuration = SignedDuration::from_mins(60);
/// The fastest.
const FASTEST: f64 = 60.0;
/// How often a fast clock is moved on.
const TICK: Duration = Duration::from_millis(250);

/// See the module.
#[derive(Clone)]
pub(super) struct Pace {
    clock: Clock,
    speed: Arc<watch::Sender<f64>>,
}

impl Pace {
    pub(super) fn start(clock: Clock, mut stopping: watch::Receiver<bool>) -> Self {
        let pace = Self { clock, speed: Arc::new(watch::Sender::new(1.0)) };
        let (clock, speed) = (pace.clock.clone(), Arc::clone(&pace.speed));
        tokio::spawn(async move {
            let mut changed = speed.subscribe();
            loop {
                let times = *changed.borrow_and_update();
                tokio::select! {
                    () = tokio::time::sleep(TICK), if times > 1.0 => {
                        let more = SignedDuration::try_from_secs_f64(TICK.as_secs_f64() * (times - 1.0));
                        let left = MOST_AHEAD - clock.advanced();
                        clock.advance(more.unwrap_or_default().min(left));
                        if left <= SignedDuration::ZERO {
                            speed.send_replace(1.0);
                        }
                    }
                    moved = changed.changed() => if moved.is_err() { return },
                    () = server::stopped(&mut stopping) => return,
                }
            }
        });
        pace
    }

    pub(super) fn speed(&self) -> f64 {
        *self.speed.borrow()
    }

    pub(super) fn set_speed(&self, times: f64) -> Result<(), String> {
        if !(1.0..=FASTEST).contains(&times) {
            return Err(format!("Time passes 1 to {FASTEST} times as fast"));
        }
        self.has_room(SignedDuration::ZERO)?;
        self.speed.send_replace(times);
        Ok(())
    }

    pub(super) fn advance(&self, seconds: f64) -> Result<(), String> {
        let by = Some(seconds).filter(|seconds| *seconds > 0.0);
        let by = by.and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok());
        let by = by.ok_or_else(|| "Time goes forward only: seconds above 0".to_owned())?;
        self.has_room(by)?;
        self.clock.advance(by);
        Ok(())
    }

    fn has_room(&self, by: SignedDuration) -> Result<(), String> {
        if self.clock.advanced().saturating_add(by) > MOST_AHEAD {
            let minutes = MOST_AHEAD.as_mins();
            return Err(format!(
                "The twin's time would be more than {minutes} minutes ahead of the computer's, and links would end early. Start the practice clinic again to bring them together"
            ));
        }
        Ok(())
    }
}
