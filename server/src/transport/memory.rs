//! Limits the bytes of responses that all running checks hold at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The bytes that are free.
#[derive(Debug)]
pub struct Memory(AtomicUsize);

impl Memory {
    /// Room for this number of bytes.
    pub fn new(bytes: usize) -> Self {
        Self(AtomicUsize::new(bytes))
    }
}

/// What one check holds, until it is dropped.
#[derive(Debug)]
pub(super) struct Held {
    memory: Arc<Memory>,
    bytes: AtomicUsize,
    lacks: AtomicBool,
}

impl Held {
    pub(super) fn new(memory: Arc<Memory>) -> Self {
        Self {
            memory,
            bytes: AtomicUsize::new(0),
            lacks: AtomicBool::new(false),
        }
    }

    /// Takes more bytes. Returns whether there was room.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let less = |free: usize| free.checked_sub(bytes);
        let taken = self
            .memory
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_ok();
        if taken {
            self.bytes.fetch_add(bytes, Ordering::Relaxed);
        } else {
            self.lacks.store(true, Ordering::Relaxed);
        }
        taken
    }

    /// Whether there was no room for a response.
    pub(super) fn lacks_room(&self) -> bool {
        self.lacks.load(Ordering::Relaxed)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let bytes = self.bytes.load(Ordering::Relaxed);
        self.memory.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_check_holds_is_free_again_after_it() {
        let memory = Arc::new(Memory::new(100));
        let held = || Held::new(Arc::clone(&memory));
        let (one, other) = (held(), held());
        assert!(one.take(60) && other.take(30));
        assert!(!other.take(20) && other.lacks_room() && !one.lacks_room());
        assert!(other.take(10));
        drop(one);
        assert!(other.take(60) && !other.take(1));
        drop(other);
        assert!(held().take(100));
    }
}
