/**
 * Asks somebody to show himself by his PIN: a second person who agrees, an owner, or whoever comes to
 * the counter. What is to be done is done with his badge, and he may try again when it was not his PIN.
 *
 *     const refunded = await approvals.ask(sentence, (badge) => answerOf(commands.refund(id, badge)));
 *     if (refunded === undefined) return;   // nobody agreed: nothing was done
 */
import {
  commands, type BadgeForm, type CommandError, type ErrorCode, type PersonView,
} from "../ipc/bindings";
import { answerOf, type Answer } from "../ipc/calls";
import type { People } from "./people.svelte";

/** For what somebody is asked. */
export type AskedFor = "approval" | "owner" | "counter" | "risk";

type Asking = {
  why: AskedFor;
  /** What he is to agree to; nothing when he comes to the counter. */
  sentence: string;
  who: PersonView[];
  /** Does it; tells whether that is the end of the asking. */
  act: (badge: BadgeForm) => Promise<CommandError | null>;
  giveUp: () => void;
};

/** What is wrong with the badge alone, so that another try or another person may help. */
const ABOUT_THE_BADGE: readonly ErrorCode[] = [
  "wrong_pin", "pin_locked", "no_pin", "bad_pin", "same_person", "no_right", "person_left",
];

export class Approvals {
  asking = $state.raw<Asking | null>(null);
  busy = $state(false);
  error = $state<CommandError | null>(null);

  constructor(private readonly people: People) {}

  /** Whether there is anybody who could agree. */
  get hasSecond(): boolean {
    return this.people.seconds.length > 0;
  }

  /** Asks a second person; returns what came of the act, or nothing when nobody agreed. */
  ask<T>(
    sentence: string, act: (badge: BadgeForm) => Promise<Answer<T>>,
  ): Promise<Answer<T> | undefined> {
    return this.#ask("approval", sentence, this.people.seconds, act);
  }

  /** Asks who agrees to a risk: a second person, or the owner himself where nobody else can. */
  askRisk<T>(
    sentence: string, act: (badge: BadgeForm) => Promise<Answer<T>>,
  ): Promise<Answer<T> | undefined> {
    const { owners, seconds } = this.people;
    const who = seconds.length > 0 ? seconds : owners.filter((person) => person.at_counter);
    return this.#ask("risk", sentence, who, act);
  }

  /** Asks an owner, who has nothing to show while he is alone and has no PIN. */
  askOwner<T>(
    sentence: string, act: (badge: BadgeForm) => Promise<Answer<T>>,
  ): Promise<Answer<T> | undefined> {
    const [owner, another] = this.people.owners;
    if (owner !== undefined && another === undefined && !owner.has_pin) {
      return act({ person: owner.id, pin: null });
    }
    return this.#ask("owner", sentence, this.people.owners, act);
  }

  /** Lets somebody else come to the counter. */
  async changePlaces(): Promise<void> {
    const others = this.people.working.filter((person) => !person.at_counter);
    await this.#ask("counter", "", others, (badge) => answerOf(commands.signIn(badge)));
  }

  /** Somebody shows himself. */
  async show(badge: BadgeForm): Promise<void> {
    if (this.asking === null || this.busy) return;
    this.busy = true;
    this.error = null;
    this.error = await this.asking.act(badge);
    this.busy = false;
  }

  giveUp(): void {
    this.asking?.giveUp();
  }

  #ask<T>(
    why: AskedFor, sentence: string, who: PersonView[],
    act: (badge: BadgeForm) => Promise<Answer<T>>,
  ): Promise<Answer<T> | undefined> {
    this.giveUp();
    return new Promise((resolve) => {
      const end = (answer?: Answer<T>) => {
        this.asking = this.error = null;
        resolve(answer);
      };
      const tryIt = async (badge: BadgeForm) => {
        const answer = await act(badge);
        if (!answer.ok && ABOUT_THE_BADGE.includes(answer.error.code)) return answer.error;
        end(answer);
        return null;
      };
      this.error = null;
      this.asking = { why, sentence, who, act: tryIt, giveUp: () => end() };
    });
  }
}
