/**
 * The commands of one root that wait for their reply.
 *
 * @module
 */

import { MusubiCommandError } from "./command-error.js";
import type { PushLike } from "./types/socket.js";
import type { StoreId } from "./types/wire.js";

/** What a command is sent as. */
export interface CommandMessage {
  store_id: StoreId;
  name: string;
  payload: unknown;
  /** Asks that the reply tells the version which has the command's effect. */
  version?: true;
  /** Its number on this page, with which it is carried out once however often it is sent. */
  cid?: number;
}

/** A command that waits for its reply. */
interface Pending {
  /** Sends it, for the first time or again. */
  push(): void;
  reject(error: Error): void;
}

/** Sends commands and keeps count of the unanswered ones. */
export class Commands {
  /** In the order in which they were sent. */
  readonly #pending = new Set<Pending>();

  /** Sends a command through `push`; settles with what `accept` makes of its reply. */
  send(
    message: CommandMessage,
    push: () => PushLike,
    accept: (reply: unknown) => unknown,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let attempts = 0;
      const settle = (act: () => void) => {
        this.#pending.delete(pending);
        act();
      };
      const fail = (kind: "failed" | "timeout", reply?: unknown) =>
        settle(() =>
          reject(
            new MusubiCommandError({
              kind,
              command: message.name,
              storeId: message.store_id,
              reply,
            }),
          ),
        );
      const pending: Pending = {
        reject,
        push() {
          attempts += 1;
          const attempt = attempts;
          /** What is told of an attempt that was given up, such as its time-out, is not heard. */
          const latest = (act: (reply: unknown) => void) => (reply: unknown) => {
            if (attempt === attempts) act(reply);
          };
          push()
            .receive(
              "ok",
              latest((reply) => settle(() => resolve(accept(reply)))),
            )
            .receive(
              "error",
              latest((reply) => fail("failed", reply)),
            )
            .receive(
              "timeout",
              latest(() => fail("timeout")),
            );
        },
      };
      this.#pending.add(pending);
      try {
        pending.push();
      } catch (error) {
        settle(() => reject(error));
      }
    });
  }

  /** Sends every unanswered command again, in order: the page carries out what it has not yet. */
  sendAgain(): void {
    for (const pending of [...this.#pending]) pending.push();
  }

  /** Rejects every unanswered command. */
  rejectAll(error: Error): void {
    const all = [...this.#pending];
    this.#pending.clear();
    for (const { reject } of all) reject(error);
  }
}
