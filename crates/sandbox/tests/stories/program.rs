//! The program `kaunta-sandbox` itself.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::till::{client, read};

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[tokio::test]
async fn the_program_prints_where_it_listens_and_answers_there() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kaunta-sandbox"))
        .args([
            "--port", "0", "--seed", "7", "--till", "5123456", "--store", "7654321",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let _program = Program(child);
    let first = lines.next().unwrap().unwrap();
    let base = first.split_whitespace().last().unwrap();
    let reply = client()
        .get(format!("{base}/_sandbox"))
        .send()
        .await
        .unwrap();
    let (_, about) = read(reply).await;
    assert_eq!(about["seed"], 7);
    assert_eq!(about["shortcode"]["till"], "5123456");
}
