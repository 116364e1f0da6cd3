//! What goes wrong with the shop's own things: the line is cut, the power goes, the program is
//! killed, somebody sets the clock. When is drawn from the seed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use disk::{Dice, Disk, Fault, Honesty, Refusal, cut};
use turmoil::Sim;

use crate::world::World;

/// A trouble. It strikes while something is under way, for otherwise it would hit nothing.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    /// The line to Safaricom is cut, in both directions or one.
    Partition { ways: Ways, for_ms: u64 },
    /// The power goes at once.
    PowerCut { down_ms: u64 },
    /// The disk dies at one of its next operations, and the power with it.
    CutInACommit { operations: usize, down_ms: u64 },
    /// The program is killed; what it wrote stays with the system.
    Kill { down_ms: u64 },
    /// Somebody sets the clock.
    Clock { ahead_ms: i64 },
    /// The disk is full for a while.
    Full { for_ms: u64 },
    /// Somebody closes the till, and opens it again.
    Close { down_ms: u64 },
}

#[derive(Clone, Copy, Debug)]
enum Ways {
    Both,
    ToSafaricom,
    FromSafaricom,
}

/// What ends at a certain time.
#[derive(Clone, Copy, Debug)]
enum End {
    Partition,
    Down,
    Full,
}

/// The troubles of a world.
pub(crate) struct Troubles {
    world: Arc<World>,
    folder: PathBuf,
    dice: Dice,
    /// The busy tick at which each strikes, soonest last.
    coming: Vec<(u64, Trouble)>,
    busy_ticks: u64,
    ends: Vec<(i64, End)>,
    /// What the disk held when it was plugged in, and when it dies, with how long it stays dead.
    before: BTreeMap<String, Vec<u8>>,
    dies: Option<(usize, u64)>,
    is_down: bool,
    /// How often something happened.
    struck: u64,
    /// When all faults end: some time after the last customer was served.
    calm_after_ms: u64,
    calm_at_ms: Option<i64>,
}

/// How long a till waits for the last answers when it is closed.
const LAST_ANSWERS_MS: u64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
const CALM_AFTER_MS: [u64; 5] = [60_000, 600_000, 3_600_000, 20_000_000, 100_000_000];

impl Troubles {
    /// Draws what will happen: in one of four worlds, nothing.
    pub(crate) fn draw(world: &Arc<World>, folder: &Path) -> Self {
        let mut dice = world.dice();
        let many = match dice.throw() % 4 {
            0 => 0,
            _ => 1 + dice.throw() % 5,
        };
        let span = u64::from(world.sales) * 40;
        let mut coming: Vec<_> = (0..many)
            .map(|_| (dice.throw() % span, trouble(&mut dice)))
            .collect();
        let mut more = world.more_dice();
        if more.percent(30) {
            let place = more.throw() % span;
            coming.push((place, rare_trouble(&mut more)));
        }
        let mut unasked = world.unasked_dice();
        if world.hears.at_all() && unasked.percent(8) {
            let down_ms = 3 * 86_400_000;
            coming.push((unasked.throw() % span, Trouble::Close { down_ms }));
        }
        coming.sort_by_key(|(tick, _)| std::cmp::Reverse(*tick));
        Self {
            world: world.clone(),
            folder: folder.to_owned(),
            coming,
            busy_ticks: 0,
            ends: Vec::new(),
            before: BTreeMap::new(),
            dies: None,
            is_down: false,
            struck: 0,
            calm_after_ms: match pick(&mut dice, CALM_AFTER_MS) {
                _ if world.is_silent_for_a_day => CALM_AFTER_MS[4],
                drawn => drawn,
            },
            calm_at_ms: None,
            dice,
        }
    }

    /// Returns when the next trouble ends.
    pub(crate) fn next_ms(&self) -> Option<i64> {
        let ends = self.ends.iter().map(|(at, _)| *at);
        ends.chain(self.calm_at_ms).min()
    }

    /// Lets happen what is due after a tick; tells whether anything did.
    pub(crate) fn strike(&mut self, sim: &mut Sim<'_>) -> bool {
        let before = self.struck;
        self.busy_ticks += 1;
        self.end_what_is_over(sim);
        self.calm_down_if_due(sim);
        self.die_if_due(sim);
        if self.world.is_plug_pulled() && !self.world.is_calm() {
            self.world.came("power cut under an order");
            self.begin(Trouble::PowerCut { down_ms: 4_000 }, sim);
        }
        while self
            .coming
            .last()
            .is_some_and(|(tick, _)| *tick <= self.busy_ticks)
        {
            if let Some((_, trouble)) = self.coming.pop() {
                self.begin(trouble, sim);
            }
        }
        self.struck != before
    }

    fn calm_down_if_due(&mut self, sim: &mut Sim<'_>) {
        let now = self.world.time.now_ms();
        if self.world.is_calm() || self.world.rung() < self.world.sales {
            return;
        }
        let calm_at = now.saturating_add_unsigned(self.calm_after_ms);
        if *self.calm_at_ms.get_or_insert(calm_at) <= now {
            self.end(sim);
        }
    }

    /// Ends all troubles and all faults: from now on everything works.
    pub(crate) fn end(&mut self, sim: &mut Sim<'_>) {
        self.world.note(format_args!("calm"));
        self.struck += 1;
        self.coming.clear();
        self.dies = None;
        self.disk().set_fault(None);
        self.calm_at_ms = None;
        self.world.time.set_till_ahead(0);
        sim.repair("till", "safaricom");
        self.open_if_it_could_not(sim);
        self.world.calm_down();
    }

    fn begin(&mut self, trouble: Trouble, sim: &mut Sim<'_>) {
        self.world.note(format_args!("trouble: {trouble:?}"));
        self.struck += 1;
        match trouble {
            Trouble::Partition { ways, for_ms } => {
                match ways {
                    Ways::Both => sim.partition("till", "safaricom"),
                    Ways::ToSafaricom => sim.partition_oneway("till", "safaricom"),
                    Ways::FromSafaricom => sim.partition_oneway("safaricom", "till"),
                }
                self.world.came("line cut");
                if for_ms >= 86_400_000 {
                    self.world.came("line cut for a day");
                }
                self.end_after(for_ms, End::Partition);
            }
            Trouble::PowerCut { down_ms } if !self.is_down => {
                self.cut_power(down_ms, sim);
                self.world.came("power cut");
            }
            Trouble::CutInACommit {
                operations,
                down_ms,
            } if !self.is_down => {
                let disk = self.disk();
                let at = disk.operations() + operations;
                let fault = Fault {
                    refusal: Refusal::Broken,
                    at,
                    sticks: true,
                };
                disk.set_fault(Some(fault));
                self.dies = Some((at, down_ms));
            }
            Trouble::Kill { down_ms } if !self.is_down => {
                let files = self.disk().files();
                self.go_down(files, down_ms, sim);
                self.world.came("program killed");
            }
            Trouble::Clock { ahead_ms } => {
                self.world.time.set_till_ahead(ahead_ms);
                self.world.came("clock set");
            }
            Trouble::Full { for_ms } if !self.is_down && self.dies.is_none() => {
                let disk = self.disk();
                let fault = Fault {
                    refusal: Refusal::Full,
                    at: disk.operations() + 1,
                    sticks: true,
                };
                disk.set_fault(Some(fault));
                self.world.came("disk full");
                self.end_after(for_ms, End::Full);
            }
            Trouble::Close { down_ms } if !self.is_down => {
                self.is_down = true;
                self.world.close_till();
                self.end_after(LAST_ANSWERS_MS + down_ms, End::Down);
            }
            Trouble::PowerCut { .. }
            | Trouble::CutInACommit { .. }
            | Trouble::Kill { .. }
            | Trouble::Full { .. }
            | Trouble::Close { .. } => {}
        }
    }

    fn die_if_due(&mut self, sim: &mut Sim<'_>) {
        if let Some((at, down_ms)) = self.dies
            && self.disk().operations() >= at
        {
            self.cut_power(down_ms, sim);
            self.world.came("power cut in a commit");
        }
    }

    fn cut_power(&mut self, down_ms: u64, sim: &mut Sim<'_>) {
        let log = self.disk().log();
        let left = cut(&self.before, &log, Honesty::Honest, &mut self.dice);
        for (came, what) in [
            (left.torn, "sector torn"),
            (left.lost, "unsynced write lost"),
            (left.kept, "unsynced write kept"),
        ] {
            if came {
                self.world.came(what);
            }
        }
        self.go_down(left.files, down_ms, sim);
    }

    /// Takes the till away, and puts a disk with these files where its own was.
    fn go_down(&mut self, files: BTreeMap<String, Vec<u8>>, down_ms: u64, sim: &mut Sim<'_>) {
        self.struck += 1;
        self.dies = None;
        self.is_down = true;
        let now = self.world.time.now_ms();
        self.world.diary().ends(now);
        // What the dying program still does, closing its files, it does on the old disk.
        sim.crash("till");
        self.before.clone_from(&files);
        drop(Disk::plug_in(&self.folder, files));
        self.end_after(down_ms, End::Down);
    }

    fn end_what_is_over(&mut self, sim: &mut Sim<'_>) {
        let now = self.world.time.now_ms();
        let (over, still): (Vec<_>, Vec<_>) = self.ends.iter().partition(|(at, _)| *at <= now);
        self.ends = still;
        for (_, end) in over {
            self.world.note(format_args!("trouble over: {end:?}"));
            self.struck += 1;
            match end {
                End::Partition => sim.repair("till", "safaricom"),
                End::Down if self.is_down => {
                    self.is_down = false;
                    self.world.diary().ends(now);
                    sim.bounce("till");
                }
                End::Down => {}
                End::Full => {
                    self.disk().set_fault(None);
                    self.open_if_it_could_not(sim);
                }
            }
        }
    }

    /// A till that was opened on a full disk is opened again.
    fn open_if_it_could_not(&self, sim: &mut Sim<'_>) {
        if !self.is_down && !sim.is_host_running("till") {
            sim.bounce("till");
        }
    }

    fn end_after(&mut self, ms: u64, end: End) {
        let at = self.world.time.now_ms().saturating_add_unsigned(ms);
        self.ends.push((at, end));
    }

    fn disk(&self) -> Arc<Disk> {
        let file = self.folder.join("any");
        let disk = Disk::of(file.to_str().expect("a folder in plain letters"));
        disk.expect("a disk is plugged in as long as the world lasts")
    }
}

fn trouble(dice: &mut Dice) -> Trouble {
    let down_ms = pick(dice, [300, 4_000, 40_000, 200_000, 5_400_000]);
    match dice.throw() % 8 {
        0..3 => Trouble::Partition {
            ways: match dice.throw() % 4 {
                0 => Ways::ToSafaricom,
                1 => Ways::FromSafaricom,
                _ => Ways::Both,
            },
            // A day without a line costs thousands of tries: it is drawn seldom.
            for_ms: match dice.throw() % 250 {
                0 => 86_400_000,
                _ => pick(dice, [10_000, 30_000, 90_000, 240_000, 1_800_000]),
            },
        },
        3 => Trouble::PowerCut { down_ms },
        4 | 5 => {
            let operations = 1 + usize::try_from(dice.throw() % 60).expect("few");
            Trouble::CutInACommit {
                operations,
                down_ms,
            }
        }
        6 => Trouble::Kill { down_ms },
        _ => {
            let ahead_ms = pick(
                dice,
                [HOUR_MS, -HOUR_MS, 10 * 365 * 24 * HOUR_MS, -3_000, 40_000],
            );
            Trouble::Clock { ahead_ms }
        }
    }
}

/// Draws what not every world has.
fn rare_trouble(dice: &mut Dice) -> Trouble {
    if dice.percent(50) {
        let for_ms = pick(dice, [2_000, 8_000, 20_000, 40_000, 60_000]);
        Trouble::Full { for_ms }
    } else {
        let down_ms = pick(dice, [300, 4_000, 40_000, 200_000, 5_400_000]);
        Trouble::Close { down_ms }
    }
}

fn pick<T: Copy>(dice: &mut Dice, from: [T; 5]) -> T {
    from[usize::try_from(dice.throw() % 5).expect("below five")]
}
