/** Payments, phones and tills to show and to test with. */
import type {
  AlarmView, AttemptView, BackState, CommandError, ErrorCode, Moment, NoticesView, OfferView,
  PayCodeView, PaymentPage, PaymentView, PersonView, PhoneView, Phrase, SetUpView, StateName,
  TillView,
} from "../ipc/bindings";
import { kes } from "../format/money";

export const NOW_MS = Date.UTC(2026, 10, 24, 16, 2, 30);

export function tillView(change: Partial<TillView> = {}): TillView {
  return {
    environment: "practice", business: "Mama Njeri Shop", shortcode: null, shortcode_kind: null,
    shift_number: 12, can_prompt: true, trouble: null, now_ms: NOW_MS, version: "0.1.0", ...change,
  };
}

/** The page of a payment that stands so with being sent back. */
export function paymentPage(
  state: BackState, change: Partial<PaymentPage> = {},
): PaymentPage {
  const amount_cents = change.amount_cents ?? 35_000;
  const amount = kes(amount_cents);
  const can = state === "possible" || state === "not_done";
  const open = state === "unknown";
  const ask = `Send ${amount} of UKN5T0I7QO back to 0712 345 678? This can't be undone.`;
  return {
    receipt: "UKN5T0I7QO", amount_cents, paid_at_ms: NOW_MS - 60_000, payer: "2547•••••678",
    name: "WANJIKU", reference: null, proved: state !== "unproved",
    went_back: state === "done", back: {
      state, says: { en: `${amount} is ${state}.`, sw: `${amount} ni ${state}.` },
      asks: can ? { en: ask, sw: `Rudisha ${amount}?` } : null,
      shillings: can ? amount_cents / 100 : null,
      settles_here: open ? { en: `${amount} is here?`, sw: `${amount} ziko hapa?` } : null,
      settles_gone: open ? { en: `${amount} is gone?`, sw: `${amount} zimerudi?` } : null,
    },
    kept: null,
    ...change,
  };
}

/** Somebody who works here. */
export function personView(change: Partial<PersonView> = {}): PersonView {
  return {
    id: "p1", name: "Amina", role: "owner", has_pin: false, works_here: true, at_counter: true,
    may_approve: false, ...change,
  };
}

export function setUpView(change: Partial<SetUpView> = {}): SetUpView {
  return {
    environment: "practice", kind: "pay_bill", pay_bill: "", store: "", till: "",
    callback_base: "", base_url: "", wire: "numbers", certificate: "", secrets_kept: false,
    keyring: "ready",
    ...change,
  };
}

/** A shop that can be reached, and that has not registered or signed up yet. */
export function noticesView(change: Partial<NoticesView> = {}): NoticesView {
  return {
    can_be_reached: true, answer: null, least_cents: null, most_cents: null,
    pulls: {
      signed_up: false, covered_until_ms: null, last_answer_at_ms: null, trouble: null, gaps: [],
    },
    ...change,
  };
}

/** What the customer of a `PayBill` is shown when Safaricom draws no code. */
export function payCode(sale: number, amount_cents: number): PayCodeView {
  const amount = kes(amount_cents);
  return {
    kind: "pay_bill", number: "174379", amount_cents, account: String(sale).padStart(4, "0"),
    says: {
      en: `Lipa na M-PESA, then PayBill. Business number 174379, amount ${amount}.`,
      sw: `Lipa na M-PESA, kisha PayBill. Nambari ya biashara 174379, kiasi ${amount}.`,
    },
    picture: { of: "words", path: "M0 0h1v1h-1z", size: 21 },
  };
}

export function phoneViews(): PhoneView[] {
  return [
    practicePhone("254712345678", "Wanjiku Kamau", 1_250_000),
    practicePhone("254722913913", "Brian Otieno", 84_000),
    practicePhone("254110987204", "Halima Said", 320_050),
    practicePhone("254799000111", "Kiprono Cheruiyot", 9_500),
  ];
}

/** An attempt in a state, with the facts that such a state has behind it. */
export function attemptIn(state: StateName, change: Partial<AttemptView> = {}): AttemptView {
  const at = change.drafted_at_ms ?? NOW_MS - 19_000;
  const said = SAID[state];
  const prompted = !["drafted", "sending", "refused"].includes(state);
  const answered = ["reported", "paid", "failed", "conflicting"].includes(state);
  const live = ["sending", "prompted"].includes(state);
  return {
    id: "a1", sale_id: `sale-of-${change.id ?? "a1"}`, sale_number: 214, amount_cents: 124_000, phone: "254110987204",
    state, live, open: live || ["unsure", "reported", "drafted"].includes(state),
    awaits_earlier: false, watched: true,
    receipt: state === "paid" ? "UKN5T0I7QO" : null,
    code: state === "failed" ? "1032" : null,
    cashier: said.cashier, customer: said.customer ?? null, give_goods: state === "paid",
    spoken: null,
    drafted_at_ms: at,
    sent_at_ms: state === "drafted" ? null : at + 200,
    prompted_at_ms: prompted ? at + 1_400 : null,
    answered_at_ms: answered ? at + 14_000 : null,
    proved_at_ms: state === "paid" ? at + 15_100 : null,
    prompt_ends_at_ms: prompted ? at + 66_000 : null,
    ...change,
  };
}

export function alarmView(change: Partial<AlarmView> = {}): AlarmView {
  return {
    id: "12.late_proof", kind: "late_proof", attempt: "a1", receipt: null, sale_id: "s1", sale_number: 214,
    amount_cents: 35_000, surplus_cents: 0, phone: "254712345678", raised_at_ms: NOW_MS, said: null,
    ...change,
  };
}

/** A payment that a customer made by himself. */
export function paymentView(change: Partial<PaymentView> = {}): PaymentView {
  const amount_cents = change.amount_cents ?? 35_000;
  return {
    receipt: "UKN8C2B1AA", amount_cents, left_cents: amount_cents, paid_at_ms: NOW_MS - 9_000,
    heard_at_ms: NOW_MS - 8_000, payer: "2547•••••678", name: null, reference: null, proved: false, spoken: null,
    offers: [], ...change,
  };
}

/** A sale that such a payment may be for. */
export function offerOf(sale_number: number, lacks_cents = 35_000): OfferView {
  return {
    id: `sale-${sale_number}`, sale_number, debtor: null, lacks_cents,
    reasons: [said("It is just what the sale lacks.", "Ni kiasi kile kile kinachobaki.")],
  };
}

export function moments(of: AttemptView): Moment[] {
  const facts: [number | null, string, string, Phrase][] = [
    [of.drafted_at_ms, "drafted", "cashier", said("Sale rung up.", "Mauzo yameandikwa.")],
    [of.sent_at_ms, "sent", "till", said("Prompt sent to Safaricom.", "Ombi limetumwa.")],
    [of.prompted_at_ms, "prompted", "safaricom",
      said("Safaricom put the prompt on the phone.", "Safaricom imeweka ombi kwa simu.")],
    [of.answered_at_ms, "reported", "callback",
      said("Safaricom reports the customer's answer.", "Safaricom imeleta jibu la mteja.")],
    [of.proved_at_ms, "proved", "query", said("Safaricom confirms: paid.", "Imethibitishwa.")],
  ];
  return facts.flatMap(([at_ms, kind, source, words]) =>
    at_ms === null ? [] : [{ at_ms, kind, source, words, by: null }],
  );
}

export function errorOf(code: ErrorCode): CommandError {
  return { code, message: "", reference: "K-7F3A" };
}

function practicePhone(phone: string, name: string, balance_cents: number): PhoneView {
  return { phone, name, balance_cents, prompt: null, last_paid: null };
}

function said(en: string, sw: string): Phrase {
  return { en, sw };
}

const SENDING = { cashier: said("Sending the prompt…", "Ombi linatumwa…") };

/** Stand-ins for the sentences of Rust; they have the length of the real ones. */
const SAID: Record<StateName, { cashier: Phrase; customer?: Phrase }> = {
  drafted: SENDING,
  sending: SENDING,
  prompted: {
    cashier: said("Ask the customer to enter the M-PESA PIN.",
      "Mwombe mteja aweke PIN ya M-PESA kwenye simu yake."),
    customer: said("Please enter your M-PESA PIN on your phone.",
      "Tafadhali weka PIN yako ya M-PESA kwenye simu."),
  },
  refused: {
    cashier: said("Not sent. The customer has not been charged. Check the number and try again.",
      "Haijatumwa. Mteja hajatozwa. Angalia nambari, kisha jaribu tena."),
    customer: said("Could you repeat your number, please?", "Tafadhali rudia nambari yako."),
  },
  unsure: {
    cashier: said(
      "Not known yet. The till keeps asking Safaricom. Do not ask the customer again.",
      "Bado haijulikani. Mashine inaendelea kuuliza Safaricom. Usimwombe mteja tena.",
    ),
    customer: said("Did you get a message from M-PESA? Please wait a moment.",
      "Je, umepata ujumbe wa M-PESA? Tafadhali subiri kidogo."),
  },
  reported: {
    cashier: said("Reported as paid. Checking with Safaricom: keep the goods for a moment.",
      "Inathibitishwa na Safaricom. Subiri kidogo kabla ya kutoa bidhaa."),
    customer: said("Thank you. We are checking with Safaricom, one moment.",
      "Asante. Tunathibitisha na Safaricom, subiri kidogo."),
  },
  paid: {
    cashier: said("Paid. Give the goods.", "Imelipwa. Mpe mteja bidhaa."),
    customer: said("Received, thank you!", "Tumepokea, asante!"),
  },
  failed: {
    cashier: said("Not paid. The customer cancelled. Ask again, or take cash.",
      "Haijalipwa. Mteja amekataa. Omba tena, au pokea taslimu."),
    customer: said("The payment was cancelled. Shall I send it again?",
      "Malipo yamekatizwa. Nitume tena?"),
  },
  lapsed: {
    cashier: said("No proof of payment. Look for it in the statement before asking again.",
      "Hakuna uthibitisho wa malipo. Angalia statement kabla ya kuomba tena."),
  },
  conflicting: {
    cashier: said(
      "Keep the goods. A message says paid, Safaricom says not. Call the supervisor.",
      "Usitoe bidhaa. Ujumbe unasema imelipwa, Safaricom inakataa. Mwite msimamizi.",
    ),
    customer: said("We must check this payment with the supervisor, please wait.",
      "Lazima tuthibitishe malipo haya na msimamizi, tafadhali subiri."),
  },
};
