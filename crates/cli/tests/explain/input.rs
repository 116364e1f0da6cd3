//! What can be given to it: files, pastes, logs, and rubbish.

use crate::program::{explained, explained_from_stdin, run, sample};

const CALLBACK: &str = r#"{"Body":{"stkCallback":{"ResultCode":1032,"CheckoutRequestID":"a"}}}"#;

#[test]
fn without_a_file_or_with_a_dash_stdin_is_explained() {
    for arguments in [&["explain"][..], &["explain", "-"]] {
        let said = run(arguments, CALLBACK.as_bytes());
        assert_eq!(said.exit, 0);
        assert!(
            said.out
                .starts_with("Callback: what came of a prompt\nNot paid."),
            "{}",
            said.out
        );
    }
}

#[test]
fn several_bodies_are_explained_one_by_one() {
    let query = r#"{"ResponseCode":"0","CheckoutRequestID":"a","ResultCode":"0"}"#;
    for input in [
        format!("{CALLBACK}\n{query}\n"),
        format!("{CALLBACK}{query}"),
        format!("[{CALLBACK},\n{query}]"),
        format!("10:02:11 INFO body={CALLBACK}\n10:02:12 INFO body={query}\n"),
        format!("\u{feff}{CALLBACK}\r\n\r\n{query}"),
    ] {
        let (exit, told) = explained_from_stdin(input.as_bytes());
        let money: Vec<_> = told
            .iter()
            .map(|one| one["money"].as_str().unwrap())
            .collect();
        assert_eq!(
            (exit, money.as_slice()),
            (0, &["not_paid", "paid"][..]),
            "{input}"
        );
    }
    let said = run(&["explain"], format!("{CALLBACK}\n{query}").as_bytes());
    assert!(said.out.starts_with("[1/2] Callback") && said.out.contains("\n\n[2/2] Answer"));
}

#[test]
fn a_broken_body_among_others_is_told_and_ends_with_two() {
    let input = format!("{CALLBACK}\n{{\"Body\":\n{CALLBACK}\n");
    let (exit, told) = explained_from_stdin(input.as_bytes());
    let kinds: Vec<_> = told
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(exit, 2);
    assert_eq!(kinds, ["stk_callback", "not_json", "stk_callback"]);
}

#[test]
fn the_head_of_an_http_answer_is_told_and_passed_over() {
    let (exit, told) = explained(&sample("auth_err_400_empty_body.http"));
    assert_eq!(exit, 0);
    assert_eq!(told[0]["details"]["http"], "HTTP/1.1 400 Bad Request");
    let input = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{CALLBACK}");
    let (exit, told) = explained_from_stdin(input.as_bytes());
    assert_eq!((exit, told.len()), (0, 1));
    assert_eq!(told[0]["kind"], "stk_callback");
}

#[test]
fn what_is_nothing_known_ends_with_two_and_a_sentence() {
    let check = |input: &[u8], kind: &str| {
        let (exit, told) = explained_from_stdin(input);
        assert_eq!((exit, told.len()), (2, 1), "{kind}");
        assert_eq!(told[0]["kind"], kind);
        assert!(!told[0]["says"].as_array().unwrap().is_empty(), "{kind}");
    };
    check(b"", "empty");
    check(b" \n", "empty");
    check(&vec![0xff; 1 << 20], "too_large");
    check(b"[]", "list");
    check(b"{}", "unknown");
    check(b"hello", "not_json");
    check(b"\xff\xfe\x00{", "not_json");
    check(br#"{"Body":{"stkCallback":"#, "not_json");
    check("[".repeat(100_000).as_bytes(), "list");
    check("{\"a\":".repeat(100_000).as_bytes(), "not_json");
}

#[test]
fn a_web_page_is_explained_for_what_it_is() {
    let (exit, told) = explained_from_stdin(b"<html>\n{}\n403 Forbidden</html>");
    assert_eq!((exit, told.len()), (0, 1));
    assert_eq!(
        (&told[0]["kind"], &told[0]["money"]),
        (&"web_page".into(), &"unknown".into())
    );
}

#[test]
fn more_than_a_mebibyte_is_refused_and_just_as_much_is_not() {
    let padded = |bytes: usize| CALLBACK.to_owned() + &" ".repeat(bytes - CALLBACK.len());
    let said = run(&["explain"], padded(1 << 20).as_bytes());
    assert_eq!(said.exit, 0);
    let said = run(&["explain"], padded((1 << 20) + 1).as_bytes());
    assert_eq!((said.exit, said.out.as_str()), (2, ""));
    assert!(said.err.contains("longer than 1 MiB"), "{}", said.err);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    for json in [false, true] {
        let mut arguments = vec!["explain", "no such file"];
        arguments.extend(json.then_some("--json"));
        let said = run(&arguments, b"");
        let told = if json { &said.out } else { &said.err };
        assert_eq!(said.exit, 2);
        assert!(told.contains("no such file can't be read"), "{told}");
    }
}

#[test]
fn neither_phone_nor_name_reaches_the_log() {
    let body = std::fs::read(sample("ts_result_2024_production.json")).unwrap();
    let said = run(&["explain"], &body);
    assert!(said.out.contains("0700 000 016") && said.out.contains("JANE DOE"));
    assert_eq!(said.err, "");
}

#[test]
fn a_name_cannot_move_the_cursor() {
    let body = r#"{"TransID":"RKL51ZDR4F","FirstName":"A\u001b[2J\u0007\u202eB","MSISDN":"\r"}"#;
    let said = run(&["explain"], body.as_bytes());
    assert!(
        said.out.contains("A\\u{1b}[2J\\u{7}\\u{202e}B"),
        "{}",
        said.out
    );
    let moves = |sign: char| sign.is_control() && sign != '\n';
    assert!(!said.out.contains(moves), "{:?}", said.out);
}
