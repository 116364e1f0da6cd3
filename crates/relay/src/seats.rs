//! Who may be connected: so many in all, so many from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::Limits;

/// The seats of a server.
#[derive(Clone)]
pub(crate) struct Seats {
    limits: Limits,
    taken: Arc<Mutex<Taken>>,
}

/// One connection's seat, given back when dropped.
pub(crate) struct Seat {
    seats: Seats,
    peer: IpAddr,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by_peer: HashMap<IpAddr, usize>,
}

impl Seats {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            taken: Arc::default(),
        }
    }

    /// Takes a seat, if there is one for this peer.
    pub(crate) fn take(&self, peer: IpAddr) -> Option<Seat> {
        let mut taken = self.taken();
        let own = taken.by_peer.get(&peer).copied().unwrap_or(0);
        if taken.all >= self.limits.connections || own >= self.limits.connections_per_peer {
            return None;
        }
        taken.all += 1;
        taken.by_peer.insert(peer, own + 1);
        Some(Seat {
            seats: self.clone(),
            peer,
        })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken
            .lock()
            .expect("nothing panics while it holds the lock")
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        taken.all -= 1;
        let own = taken.by_peer.remove(&self.peer).unwrap_or(0);
        if own > 1 {
            taken.by_peer.insert(self.peer, own - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_given_back_is_free_again_and_no_peer_takes_them_all() {
        let limits = Limits {
            connections: 3,
            connections_per_peer: 2,
            ..Limits::default()
        };
        let seats = Seats::new(limits);
        let [one, two] = [[10, 0, 0, 1], [10, 0, 0, 2]].map(IpAddr::from);
        let first = seats.take(one);
        let second = seats.take(one);
        assert!(first.is_some() && second.is_some() && seats.take(one).is_none());
        let third = seats.take(two);
        assert!(third.is_some() && seats.take(two).is_none());
        drop((first, second, third));
        assert!(seats.take(one).is_some());
        assert!(seats.taken().by_peer.is_empty());
    }
}
