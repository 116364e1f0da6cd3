//! Small real disks: full, and full again; full or read-only when the till opens.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use sandbox::Act;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::caller::Callers;
use crate::program::{Serving, run};
use crate::shop::Shop;
use crate::victim::{Victim, address};
use crate::{say, setting, tell};

/// How often the disk runs full in an ordinary run; a campaign does it a hundred times.
const ROUNDS: u64 = 3;
/// Callbacks while it is full: more than what stands in the log already has room for.
const WHILE_FULL: usize = 200;
const PROMPTS: usize = 700;

/// A disk of eight megabytes; it is gone when this goes.
struct Disk(TempDir);

impl Disk {
    /// Mounts one; nothing, and says so, where that is not allowed.
    fn mount() -> Result<Option<Self>> {
        let folder = tempfile::tempdir()?;
        let options = ["-t", "tmpfs", "-o", "size=8m", "kaunta-test"];
        let mounted = Command::new("mount")
            .args(options)
            .arg(folder.path())
            .output();
        let done = mounted.is_ok_and(|output| output.status.success());
        if !done {
            say("SKIPPED: the small disks need root, to be mounted");
        }
        Ok(done.then_some(Self(folder)))
    }

    /// Takes all space that is left.
    fn fill(&self) -> Result<()> {
        let mut file = std::fs::File::create(self.0.path().join("filler"))?;
        let full = loop {
            if let Err(error) = std::io::Write::write_all(&mut file, &[1; 4096]) {
                break error;
            }
        };
        ensure!(full.kind() == std::io::ErrorKind::StorageFull, "{full}");
        Ok(())
    }

    fn free(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.0.path().join("filler"))?)
    }

    /// Lets it be written, or not.
    fn remount(&self, how: &str) -> Result<()> {
        let options = ["-o", &format!("remount,{how}")];
        let mut mount = Command::new("mount");
        let output = mount.args(options).arg(self.0.path()).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "{said}");
        Ok(())
    }

    async fn shop(&self) -> Result<Victim> {
        let folder = tempfile::tempdir_in(self.0.path())?;
        Victim::of(Shop::open_in(folder, Some(Act::Accept)).await?, PROMPTS).await
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A disk that is busy stays until the machine ends; its folder is a temporary one.
        drop(Command::new("umount").arg("-l").arg(self.0.path()).output());
    }
}

/// Orders a charge, and waits for the refusal.
async fn refused(till: &mut Serving, phone: &str) -> Result<Value> {
    let order = json!({ "charge": { "phone": phone, "amount": "350" } });
    till.order(&order).await?;
    till.hear("error", |_| true).await
}

/// Orders a charge, and waits until the customer is said to have paid. The till asks about the
/// load's reports first, so that the proof takes its time.
async fn pays(till: &mut Serving, phone: &str) -> Result<()> {
    let order = json!({ "charge": { "phone": phone, "amount": "350" } });
    till.order(&order).await?;
    let wanted = format!("254{}", &phone[1..]);
    let paid = |changed: &Value| {
        changed["phone"] == wanted.as_str()
            && ["reported", "paid"]
                .iter()
                .any(|state| changed["state"] == *state)
    };
    till.hear("changed", paid).await?;
    Ok(())
}

/// Ends a till as a service manager does, so that its book is whole in its file.
async fn stop(till: &mut Serving) -> Result<()> {
    let id = till.process.id().context("a running till")?.to_string();
    Command::new("kill").args(["-TERM", &id]).status()?;
    till.process.wait().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_till_whose_disk_runs_full_takes_nothing_it_can_not_keep_and_goes_on() -> Result<()> {
    let Some(disk) = Disk::mount()? else {
        return Ok(());
    };
    let rounds = setting("KAUNTA_FILLS", ROUNDS);
    let (mut taken, mut turned_away) = (0, 0);
    for round in 0..rounds {
        let mut shop = disk.shop().await?;
        let mut till = Serving::start(shop.serve())?;
        let to = address(&till.hear("ready", |_| true).await?)?;
        let load = Callers::start(to, 8, shop.some(WHILE_FULL));
        disk.fill()?;
        shop.account(load.end().await)?;
        let full = Callers::start(to, 8, shop.some(WHILE_FULL)).end().await;
        turned_away += shop.account(full)?;
        let error = refused(&mut till, &format!("0110{round:06}")).await?;
        ensure!(error["code"] == "disk_full", "{error}");

        disk.free()?;
        let freed = Callers::start(to, 8, shop.some(WHILE_FULL)).end().await;
        ensure!(shop.account(freed)? == 0, "it was not well again by itself");
        pays(&mut till, &format!("0111{round:06}")).await?;
        taken += shop.acknowledged();
        till.kill().await?;
        shop.check()?;
    }
    ensure!(
        turned_away > 0,
        "the disk never was too full for a callback"
    );
    tell(&format!(
        "a real disk full {rounds} times under load: {taken} callbacks acknowledged and kept, \
         {turned_away} turned away with 503, well again by itself each time"
    ));
    Ok(())
}

/// A till that opens where nothing can be written: what was can be read, and what it can't do is
/// said; it is well again by itself.
async fn check_opening(
    disk: &Disk,
    code: &str,
    spoil: impl Fn(&Disk, &Victim) -> Result<()>,
    mend: impl Fn(&Disk) -> Result<()>,
) -> Result<()> {
    let mut shop = disk.shop().await?;
    let mut till = Serving::start(shop.serve())?;
    till.hear("ready", |_| true).await?;
    pays(&mut till, "0110000001").await?;
    stop(&mut till).await?;
    spoil(disk, &shop)?;

    let history = run(shop.shop.command(&["history", "0110000001"])).await?;
    ensure!(history.exit == 0, "{code}: {}", history.stderr);
    ensure!(history.lines[0]["attempts"][0]["amount_cents"] == 35_000);
    let verified = shop.shop.verify().await?;
    ensure!(
        verified.exit == 0,
        "{:?} {}",
        verified.lines,
        verified.stderr
    );

    let mut till = Serving::start(shop.serve())?;
    let ready = till.hear("ready", |_| true).await?;
    ensure!(ready["trouble"].is_string(), "{ready}");
    let away = Callers::start(address(&ready)?, 8, shop.some(8))
        .end()
        .await;
    ensure!(shop.account(away)? == 8, "what can't be kept was taken");
    let error = refused(&mut till, "0110000002").await?;
    ensure!(error["code"] == code, "{error}");

    mend(disk)?;
    let taken = Callers::start(address(&ready)?, 8, shop.some(8))
        .end()
        .await;
    ensure!(shop.account(taken)? == 0, "it was not well again by itself");
    pays(&mut till, "0110000003").await?;
    stop(&mut till).await?;
    shop.check()
}

#[tokio::test]
async fn a_till_opens_on_a_full_disk_to_be_read() -> Result<()> {
    let Some(disk) = Disk::mount()? else {
        return Ok(());
    };
    let full = |disk: &Disk, shop: &Victim| {
        // The files that readers and writer share may not be there: a copy of a book has none.
        for shared in ["book-wal", "book-shm"] {
            drop(std::fs::remove_file(
                shop.shop.book().with_extension(shared),
            ));
        }
        disk.fill()
    };
    check_opening(&disk, "disk_full", full, Disk::free).await?;
    tell("opened on a full disk: history and proof read, 503 to callbacks, well again by itself");
    Ok(())
}

#[tokio::test]
async fn a_till_opens_on_a_read_only_disk_to_be_read() -> Result<()> {
    let Some(disk) = Disk::mount()? else {
        return Ok(());
    };
    let read_only = |disk: &Disk, _: &Victim| disk.remount("ro");
    check_opening(&disk, "disk_read_only", read_only, |disk| {
        disk.remount("rw")
    })
    .await?;
    tell("opened on a read-only disk: history and proof read, 503, well again by itself");
    Ok(())
}
