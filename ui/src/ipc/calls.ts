/**
 * Turns the answers of Rust into one shape the screens can act on.
 *
 * A command may fail in two ways: Rust answers with a `CommandError`, or the bridge itself
 * breaks and the promise throws. Both become an `Answer` here, so no screen catches anything.
 */
import type { CommandError } from "./bindings";

export type Answer<T> = { ok: true; value: T } | { ok: false; error: CommandError };

type Result<T> = { status: "ok"; data: T } | { status: "error"; error: CommandError };

/** Waits for a command and tells what came of it; never throws. */
export async function answerOf<T>(command: Promise<Result<T>>): Promise<Answer<T>> {
  try {
    const result = await command;
    return result.status === "ok"
      ? { ok: true, value: result.data }
      : { ok: false, error: result.error };
  } catch (broken) {
    return { ok: false, error: bridgeBroken(broken) };
  }
}

function bridgeBroken(cause: unknown): CommandError {
  return { code: "internal", message: String(cause), reference: "ui" };
}
