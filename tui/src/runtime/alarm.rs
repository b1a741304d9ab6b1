//! Rings at a moment. The runtime's own timers sort what is far away coarsely and look again twice before they ring:
//! three wake-ups for each minute of a clock that nobody looks at. The kernel's needs one.

#[cfg(target_os = "linux")]
mod kernel {
    use std::os::fd::OwnedFd;

    use rustix::io::{Errno, read};
    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
        timerfd_settime,
    };
    use tokio::io::unix::AsyncFd;
    use tokio::time::Instant;

    /// A timer of the kernel.
    #[derive(Debug)]
    pub(in crate::runtime) struct Timer {
        fd: AsyncFd<OwnedFd>,
        set: Option<Instant>,
    }

    impl Timer {
        /// None if the system has none to give.
        #[expect(deprecated, reason = "sound for what owns its file; the other way in is unsafe")]
        pub(in crate::runtime) fn new() -> Option<Self> {
            let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
            let fd = timerfd_create(TimerfdClockId::Monotonic, flags).ok()?;
            Some(Self { fd: AsyncFd::new(fd).ok()?, set: None })
        }

        /// Returns at that moment. Dropped before, it may be asked again for the same or another one.
        pub(in crate::runtime) async fn until(&mut self, moment: Instant) -> Result<(), Errno> {
            if self.set != Some(moment) {
                let left = moment.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Ok(());
                }
                let once = Itimerspec {
                    it_interval: Timespec { tv_sec: 0, tv_nsec: 0 },
                    it_value: left.try_into().map_err(|_| Errno::INVAL)?,
                };
                timerfd_settime(&self.fd, TimerfdTimerFlags::empty(), &once)?;
                self.set = Some(moment);
            }
            loop {
                let mut ready = self.fd.readable().await.map_err(|_| Errno::IO)?;
                match read(ready.get_inner(), &mut [0; 8]) {
                    // it was set anew after it had rung for the moment before
                    Err(Errno::AGAIN) => ready.clear_ready(),
                    Err(why) => return Err(why),
                    Ok(_) => {
                        self.set = None;
                        return Ok(());
                    }
                }
            }
        }
    }
}

use tokio::time::{Instant, sleep_until};

/// Rings at a moment, with one wake-up where the system can do that.
#[derive(Debug)]
pub(super) struct Alarm {
    #[cfg(target_os = "linux")]
    timer: Option<kernel::Timer>,
}

impl Alarm {
    /// To be made inside a runtime.
    pub(super) fn new() -> Self {
        Self {
            #[cfg(target_os = "linux")]
            timer: kernel::Timer::new(),
        }
    }

    /// Returns at that moment.
    pub(super) async fn until(&mut self, moment: Instant) {
        #[cfg(target_os = "linux")]
        if let Some(timer) = &mut self.timer {
            if timer.until(moment).await.is_ok() {
                return;
            }
            self.timer = None;
        }
        sleep_until(moment).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn it_rings_not_before_the_moment_and_may_be_set_anew() {
        let mut alarm = Alarm::new();
        let far = Instant::now() + Duration::from_secs(3600);
        for _ in 0..3 {
            tokio::select! {
                biased;
                () = alarm.until(far) => panic!("an hour has not passed"),
                () = tokio::task::yield_now() => {}
            }
            let near = Instant::now() + Duration::from_millis(5);
            alarm.until(near).await;
            assert!(Instant::now() >= near);
            // what is past rings at once
            alarm.until(near).await;
        }
    }
}
