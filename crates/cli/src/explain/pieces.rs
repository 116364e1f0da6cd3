//! Taking an input apart into bodies: one after the other, in a list, in lines of a log, or after
//! the head of an HTTP answer.
//!
//! What can't be read is a piece of its own up to where the next body seems to begin, so that
//! nothing is lost and one broken line hides no other.

use serde_json::value::RawValue;

/// One body as it stood in the input.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// The first line of an HTTP answer or request before it.
    pub(crate) head: Option<&'a str>,
    /// The body; nothing after a head alone.
    pub(crate) body: &'a str,
}

/// How often a broken body is looked past; each look may read the whole rest.
const LOOKS: usize = 100;

/// Takes an input apart, at least into one piece.
pub(crate) fn of(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut looks, mut rest) = (Vec::new(), LOOKS, text.trim());
    loop {
        let (head, after) = head_of(rest);
        let (body, after) = next_body(after, &mut looks);
        let bodies = items(body).unwrap_or_else(|| vec![body.trim()]);
        pieces.extend(bodies.into_iter().map(|body| Piece { head, body }));
        rest = after.trim_start();
        if rest.is_empty() {
            return pieces;
        }
    }
}

/// Splits off the head of an HTTP message.
fn head_of(text: &str) -> (Option<&str>, &str) {
    let line = text.lines().next().unwrap_or_default().trim_end();
    let version = line.starts_with("HTTP/").then_some(line);
    if version.is_none()
        && !line
            .rsplit(' ')
            .next()
            .is_some_and(|end| end.starts_with("HTTP/"))
    {
        return (None, text);
    }
    let blank = ["\n\n", "\n\r\n"].map(|blank| text.find(blank).map(|at| at + blank.len()));
    let end = blank.into_iter().flatten().min().unwrap_or(text.len());
    (Some(line), text[end..].trim_start())
}

/// Splits off the next body. What stands before it on its line is left out, as in a log.
fn next_body<'a>(text: &'a str, looks: &mut usize) -> (&'a str, &'a str) {
    if text.starts_with('<') {
        return (text, "");
    }
    if head_of(text).0.is_some() {
        return ("", text);
    }
    let line = text.lines().next().unwrap_or_default();
    match line.find('{') {
        _ if line.starts_with('[') => json_or_broken(text, 0, looks),
        Some(begin) => json_or_broken(text, begin, looks),
        None => text.split_at(before_line_with_brace(text)),
    }
}

fn json_or_broken<'a>(text: &'a str, begin: usize, looks: &mut usize) -> (&'a str, &'a str) {
    if let Some(whole) = whole(&text[begin..]) {
        return (whole, &text[begin + whole.len()..]);
    }
    *looks = looks.saturating_sub(1);
    let next = match begin {
        _ if *looks == 0 => None,
        0 => text.find("\n{"),
        _ => text.find('\n'),
    };
    text.split_at(next.unwrap_or(text.len()))
}

/// The JSON object or list at the beginning of a text.
fn whole(text: &str) -> Option<&str> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let value = values.next()?.ok()?;
    Some(value.get())
}

fn before_line_with_brace(text: &str) -> usize {
    let brace = text.find('{');
    let line = brace.and_then(|brace| text[..brace].rfind('\n'));
    line.unwrap_or(text.len())
}

/// The objects of a list, when it holds any.
fn items(body: &str) -> Option<Vec<&str>> {
    if !body.starts_with('[') {
        return None;
    }
    let items: Vec<_> = serde_json::from_str::<Vec<&RawValue>>(body)
        .ok()?
        .iter()
        .map(|item| item.get())
        .collect();
    items
        .iter()
        .any(|item| item.starts_with('{'))
        .then_some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, bodies: &[&str]) {
        let read: Vec<_> = of(text).iter().map(|piece| piece.body).collect();
        assert_eq!(read, bodies, "{text:?}");
    }

    #[test]
    fn bodies_are_found_however_they_stand_together() {
        check(r#"{"a":1}"#, &[r#"{"a":1}"#]);
        check("{\"a\":1}\n{\"a\":2}\n", &[r#"{"a":1}"#, r#"{"a":2}"#]);
        check("{\"a\":\n1}{\"a\":2}", &["{\"a\":\n1}", r#"{"a":2}"#]);
        check("[{\"a\":1},\n {\"a\":2}]", &[r#"{"a":1}"#, r#"{"a":2}"#]);
        check("[{\"a\":1},7] {}", &[r#"{"a":1}"#, "7", "{}"]);
        check(
            "10:02 got {\"a\":1}\n10:03 got {\"a\":2}",
            &[r#"{"a":1}"#, r#"{"a":2}"#],
        );
    }

    #[test]
    fn what_is_broken_is_a_piece_and_hides_no_other() {
        check("", &[""]);
        check(" \n", &[""]);
        check("[]", &["[]"]);
        check("a,b\nc,d", &["a,b\nc,d"]);
        check("a,b\nc,d\n{\"a\":1}", &["a,b\nc,d", r#"{"a":1}"#]);
        check("{\"a\":1\n{\"a\":2}", &["{\"a\":1", r#"{"a":2}"#]);
        check("1: {\"a\n2: {\"a\":2}", &["1: {\"a", r#"{"a":2}"#]);
        check("{\"a\":1}\nend", &[r#"{"a":1}"#, "end"]);
        check("<html>\n{}\n</html>", &["<html>\n{}\n</html>"]);
    }

    #[test]
    fn the_head_of_an_http_message_is_no_body() {
        let check = |text: &str, pieces: &[(Option<&str>, &str)]| {
            let read: Vec<_> = of(text)
                .iter()
                .map(|piece| (piece.head, piece.body))
                .collect();
            assert_eq!(read, pieces, "{text:?}");
        };
        let head = "HTTP/1.1 400 Bad Request";
        check(
            &format!("{head}\nContent-Length: 0\n\n"),
            &[(Some(head), "")],
        );
        check(
            &format!("{head}\r\nDate: x\r\n\r\n{{}}"),
            &[(Some(head), "{}")],
        );
        check(
            &format!("{head}\n\n{head}\n\n[]"),
            &[(Some(head), ""), (Some(head), "[]")],
        );
        check(
            "POST /h HTTP/1.1\n\n{}",
            &[(Some("POST /h HTTP/1.1"), "{}")],
        );
    }

    #[test]
    fn a_thousand_broken_beginnings_are_looked_past_a_hundred_times() {
        let read = of(&"{\"a\":\n".repeat(100_000)).len();
        assert_eq!(read, LOOKS);
        assert_eq!(of(&"[".repeat(1 << 20)).len(), 1);
        assert_eq!(of(&"[\n".repeat(1 << 19)).len(), 1);
    }
}
