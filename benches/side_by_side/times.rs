//! How long things took.

use std::time::{Duration, Instant};

/// Times in the order in which they were taken.
#[derive(Debug, Clone)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Does something with each of several.
    pub(crate) fn of_each<T, E>(
        all: impl IntoIterator<Item = T>,
        mut act: impl FnMut(T) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut times = Vec::new();
        for one in all {
            let start = Instant::now();
            act(one)?;
            times.push(start.elapsed());
        }
        Ok(Self(times))
    }

    /// The last so many.
    pub(crate) fn last(&self, count: usize) -> &[Duration] {
        &self.0[self.0.len().saturating_sub(count)..]
    }

    /// The time in milliseconds that so many of a hundred do not exceed.
    pub(crate) fn share(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(at).copied().map(milliseconds).unwrap_or_default()
    }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
