mod laws;

use super::*;
use crate::money::Money;
use crate::receipt::life::{Kind, Source};
use crate::result_code::ResultCode;
use crate::shortcode::Shortcode;
use told::{Reversal, Status};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_ms(seconds * 1000)
}

fn code(text: &str) -> ResultCode {
    text.parse().expect("a code")
}

fn receipt(text: &str) -> Receipt {
    text.parse().expect("a receipt")
}

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

fn reversal() -> Order {
    Order::Reversal {
        receipt: receipt("SKE52PAWR9"),
        amount: Shillings::new(350).expect("an amount"),
    }
}

fn status() -> Order {
    let receipt = receipt("SKE52PAWR9");
    Order::Status { receipt }
}

fn ids(which: u8) -> Ids {
    Ids {
        originator: format!("10571-{which}").parse().expect("an id"),
        conversation: format!("AG_{which}").parse().expect("an id"),
    }
}

fn acknowledged() -> Fact {
    let (at, ids) = (at(1), ids(1));
    Fact::Acknowledged { at, ids }
}

fn went_back(shillings: u64) -> life::Fact {
    life::Fact::Reversed {
        by: receipt("SKF12PAWR0"),
        amount: kes(shillings),
    }
}

fn ended(which: Option<u8>, with: &str, tells: Option<life::Fact>) -> Fact {
    Fact::Ended(Outcome {
        at: at(60),
        ids: which.map(ids),
        code: code(with),
        tells,
    })
}

fn after(order: Order, facts: &[Fact]) -> (State, Vec<Effect>) {
    let mut all = Vec::new();
    let mut command = Command::draft(order);
    for fact in facts {
        let (next, effects) = step(command, fact);
        command = next;
        all.extend(effects);
    }
    (command.state(), all)
}

fn sent() -> Fact {
    Fact::Sending { at: at(0) }
}

#[test]
fn only_a_result_with_our_own_ids_counts_in_whichever_order_it_comes() {
    let done = ended(Some(1), "0", Some(went_back(350)));
    let tell = vec![Effect::Tell(went_back(350))];
    let check = |facts: &[Fact], state: State, effects: &[Effect]| {
        assert_eq!(
            after(reversal(), facts),
            (state, effects.to_vec()),
            "{facts:?}"
        );
    };
    check(&[sent(), acknowledged(), done.clone()], State::Done, &tell);
    check(&[sent(), done.clone()], State::Sending, &[]);
    check(&[sent(), done.clone(), acknowledged()], State::Done, &tell);
    let maybe = [Effect::Alarm(Alarm::MaybeSentBack)];
    check(
        &[sent(), Fact::Unclear, done.clone()],
        State::Unsure,
        &maybe,
    );
    let alarm = vec![Effect::Alarm(Alarm::StrangeResult)];
    for strange in [None, Some(2)] {
        let forged = ended(strange, "0", Some(went_back(350)));
        check(
            &[sent(), acknowledged(), forged.clone()],
            State::Accepted,
            &alarm,
        );
        check(&[sent(), forged, acknowledged()], State::Accepted, &alarm);
    }
    let refused = Fact::Refused(Refusal::NotReached);
    let state = State::Refused(Refusal::NotReached);
    let not = Effect::Alarm(Alarm::NotSentBack);
    let alarms = [vec![not], alarm].concat();
    check(&[sent(), refused, done], state, &alarms);
}

#[test]
fn nothing_but_a_result_ends_what_may_have_moved_money() {
    let refusal = Refusal::StoppedBeforeSending;
    let given_up = Fact::GaveUp { at: at(100_000) };
    let timed_out = Fact::TimedOut { ids: Some(ids(1)) };
    let check = |facts: &[Fact], state: State, may_be_done: bool| {
        let fold = |command: Command, fact: &Fact| command.knowing(fact);
        let command = facts.iter().fold(Command::draft(reversal()), fold);
        let found = (command.state(), command.may_be_done());
        assert_eq!(found, (state, may_be_done), "{facts:?}");
    };
    check(
        &[sent(), Fact::Unclear, given_up.clone()],
        State::Unsure,
        true,
    );
    check(
        &[sent(), acknowledged(), given_up.clone()],
        State::Unsure,
        true,
    );
    check(
        &[sent(), acknowledged(), timed_out.clone()],
        State::Unsure,
        true,
    );
    let done = ended(Some(1), "0", Some(went_back(350)));
    check(
        &[sent(), acknowledged(), timed_out, given_up, done],
        State::Done,
        true,
    );
    let refused = Fact::Refused(refusal);
    check(
        std::slice::from_ref(&refused),
        State::Refused(refusal),
        false,
    );
    check(&[refused.clone(), sent()], State::Unsure, true);
    check(&[refused, sent(), Fact::Unclear], State::Unsure, true);
    for (with, may_be_done) in [("1", false), ("R000002", false), ("R000001", true)] {
        let failed = ended(Some(1), with, None);
        let state = State::Failed(code(with));
        check(&[sent(), acknowledged(), failed], state, may_be_done);
    }
    let unknown = ended(Some(1), "18", None);
    check(&[sent(), acknowledged(), unknown], State::Unsure, true);
}

#[test]
fn answers_that_contradict_each_other_or_tell_no_sum_are_for_a_person() {
    let both = [
        sent(),
        acknowledged(),
        ended(Some(1), "0", Some(went_back(350))),
        ended(Some(1), "1", None),
    ];
    let alarms = [Alarm::StrangeResult, Alarm::MaybeSentBack].map(Effect::Alarm);
    let (state, effects) = after(reversal(), &both);
    assert_eq!(state, State::Unsure);
    assert!(effects.ends_with(&alarms), "{effects:?}");
    let vague = [sent(), acknowledged(), ended(Some(1), "0", None)];
    let (state, effects) = after(reversal(), &vague);
    assert_eq!((state, &effects[..]), (State::Unsure, &alarms[..]));
    assert_eq!(after(status(), &vague), (State::Done, vec![]));
}

#[test]
fn nothing_more_is_waited_for_once_a_result_of_ours_came_whatever_another_says() {
    let ends = |codes: [&str; 2]| codes.map(|code| ended(Some(1), code, None));
    for (order, codes) in [(status(), ["2032", "26"]), (reversal(), ["21", "26"])] {
        let facts = [&[sent(), acknowledged()][..], &ends(codes)].concat();
        let know = |known: Command, fact: &Fact| known.knowing(fact);
        let command = facts.iter().fold(Command::draft(order), know);
        assert_eq!(command.state(), State::Unsure);
        assert_eq!(command.due(at(61)), Due::Nothing);
        let settles = command.order.moves().is_some();
        assert_eq!(command.may_be_here().is_ok(), settles);
    }
}

#[test]
fn whoever_ordered_money_back_is_told_that_it_is_still_here_or_that_nobody_knows() {
    let told = |with| {
        after(
            reversal(),
            &[sent(), acknowledged(), ended(Some(1), with, None)],
        )
        .1
    };
    assert_eq!(told("1"), [Effect::Alarm(Alarm::NotSentBack)]);
    assert_eq!(told("R000001"), [Effect::Alarm(Alarm::MaybeSentBack)]);
    let refused = Fact::Refused(Refusal::NotReached);
    let (_, effects) = after(reversal(), &[sent(), refused.clone(), refused.clone()]);
    assert_eq!(effects, [Effect::Alarm(Alarm::NotSentBack)]);
    assert_eq!(after(status(), &[sent(), refused]).1, []);
}

#[test]
fn a_question_is_given_up_soon_and_an_order_after_a_day() {
    let due = |order, seconds| {
        let command = Command::draft(order).knowing(&sent());
        command.due(at(seconds))
    };
    assert_eq!(due(status(), 599), Due::Wait(at(600)));
    assert_eq!(due(status(), 600), Due::GiveUp);
    assert_eq!(due(reversal(), 600), Due::Wait(at(86_400)));
    let done = ended(Some(1), "0", None);
    let command = [sent(), acknowledged(), done]
        .iter()
        .fold(Command::draft(status()), Command::knowing);
    assert_eq!(command.due(at(600)), Due::Nothing);
}

fn completed() -> Status {
    Status {
        receipt: Some(receipt("SKE52PAWR9")),
        is_completed: true,
        amount: Some(kes(350)),
        paid_at: Some(at(5)),
        payee: "600000".parse().ok(),
        kind: Kind::Customer,
    }
}

fn shop() -> Shortcode {
    "till:600000/123456".parse().expect("a till")
}

#[test]
fn a_status_proves_a_complete_payment_to_the_shop_and_nothing_else() {
    let read = |with: &str, told: Status| status().read_status(&code(with), &told, shop());
    for payee in ["600000", "123456"] {
        let payee = payee.parse().ok();
        let Some(life::Fact::Heard(heard)) = read(
            "0",
            Status {
                payee,
                ..completed()
            },
        ) else {
            panic!("not read");
        };
        let found = (heard.source, heard.amount, heard.payee.get());
        assert_eq!(found, (Source::Status, Some(kes(350)), 123_456));
    }
    assert_eq!(read("2032", completed()), Some(life::Fact::Disproved));
    let nothing = |change: fn(&mut Status)| {
        let mut told = completed();
        change(&mut told);
        assert_eq!(read("0", told.clone()), None, "{told:?}");
    };
    nothing(|told| told.is_completed = false);
    nothing(|told| told.amount = None);
    nothing(|told| told.amount = Some(Money::ZERO));
    nothing(|told| told.payee = "174379".parse().ok());
    nothing(|told| told.payee = None);
    nothing(|told| told.receipt = "SKF12PAWR0".parse().ok());
    assert_eq!(read("2001", completed()), None);
    assert_eq!(
        reversal().read_status(&code("0"), &completed(), shop()),
        None
    );
}

#[test]
fn a_reversal_tells_what_went_back_of_its_own_payment() {
    let told = Reversal {
        by: Some(receipt("SKF12PAWR0")),
        original: Some(receipt("SKE52PAWR9")),
        amount: Some(kes(350)),
    };
    let read = |told: &Reversal| reversal().read_reversal(&code("0"), told);
    assert_eq!(read(&told), Some(went_back(350)));
    let silent = Reversal {
        original: None,
        ..told.clone()
    };
    assert_eq!(read(&silent), Some(went_back(350)));
    for amount in [None, Some(Money::ZERO), Some(kes(100)), Some(kes(351))] {
        let other = Reversal {
            amount,
            ..told.clone()
        };
        assert_eq!(read(&other), None, "not what was ordered");
    }
    assert_eq!(
        read(&Reversal {
            by: None,
            ..told.clone()
        }),
        None
    );
    let other = Reversal {
        original: Some(receipt("SKX52PAWR9")),
        ..told.clone()
    };
    assert_eq!(read(&other), None);
    assert_eq!(reversal().read_reversal(&code("R000001"), &told), None);
}

fn looked_up(found: Found) -> Fact {
    Fact::LookedUp { at: at(90), found }
}

fn back() -> Found {
    Found::Back {
        by: receipt("SKF99PAWR0"),
    }
}

fn said_back() -> life::Fact {
    life::Fact::SaidBack {
        by: receipt("SKF99PAWR0"),
        amount: kes(350),
    }
}

#[test]
fn what_m_pesa_left_open_a_person_settles_and_nothing_else() {
    let given_up = [sent(), acknowledged(), Fact::GaveUp { at: at(9) }];
    let before = [sent(), acknowledged(), ended(Some(1), "R000001", None)];
    for facts in [given_up, before] {
        let fold = |facts: &[Fact]| {
            facts
                .iter()
                .fold(Command::draft(reversal()), Command::knowing)
        };
        let open = fold(&facts);
        assert_eq!(open.may_be_settled(&Found::Here), Ok(()), "{facts:?}");
        assert_eq!(open.may_be_settled(&back()), Ok(()));
        let by = open.order.receipt().clone();
        let own = open.may_be_settled(&Found::Back { by });
        assert_eq!(own, Err(NotInDoubt::OwnCode));
        let here = open.clone().knowing(&looked_up(Found::Here));
        assert!(!here.may_be_done() && here.tells().is_empty(), "{here:?}");
        let gone = open.knowing(&looked_up(back()));
        assert!(gone.may_be_done());
        assert_eq!(gone.tells(), [said_back()]);
        for settled in [here, gone] {
            assert!(!settled.is_open());
            assert_eq!(settled.may_be_settled(&back()), Err(NotInDoubt::Known));
        }
    }
    let waiting = Command::draft(reversal())
        .knowing(&sent())
        .knowing(&Fact::Unclear);
    assert_eq!(
        waiting.may_be_settled(&Found::Here),
        Err(NotInDoubt::MayComeYet)
    );
    assert_eq!(waiting.may_be_settled(&back()), Ok(()));
    let question = Command::draft(status()).knowing(&Fact::Unclear);
    assert_eq!(question.may_be_settled(&back()), Err(NotInDoubt::Known));
}

#[test]
fn what_m_pesa_tells_later_outweighs_what_a_person_found() {
    let begun = [sent(), acknowledged(), Fact::GaveUp { at: at(9) }];
    let late = |found, with: &str, tells| {
        let news = [looked_up(found), ended(Some(1), with, tells)];
        after(reversal(), &[begun.as_slice(), news.as_slice()].concat())
    };
    let (state, effects) = late(Found::Here, "0", Some(went_back(350)));
    let told = [Effect::Tell(went_back(350)), Effect::Alarm(Alarm::Conflict)];
    assert!(
        state == State::Done && effects.ends_with(&told),
        "{effects:?}"
    );
    let unsaid = Effect::Tell(life::Fact::Unsaid {
        by: receipt("SKF99PAWR0"),
    });
    let (state, effects) = late(back(), "1", None);
    let told = [unsaid.clone(), Effect::Alarm(Alarm::NotSentBack)];
    assert!(
        state == State::Failed(code("1")) && effects.ends_with(&told),
        "{effects:?}"
    );
    let (state, effects) = late(back(), "0", Some(went_back(350)));
    let told = [Effect::Tell(went_back(350)), unsaid];
    assert!(
        state == State::Done && effects.ends_with(&told),
        "{effects:?}"
    );
}
