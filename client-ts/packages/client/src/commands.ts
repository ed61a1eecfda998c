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
}

/** Sends commands and keeps count of the unanswered ones. */
export class Commands {
  readonly #pending = new Set<(error: Error) => void>();

  /** Sends a command through `push`; settles with what `accept` makes of its reply. */
  send(
    message: CommandMessage,
    push: () => PushLike,
    accept: (reply: unknown) => unknown,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        this.#pending.delete(reject);
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
      this.#pending.add(reject);
      try {
        push()
          .receive("ok", (reply) => settle(() => resolve(accept(reply))))
          .receive("error", (reply) => fail("failed", reply))
          .receive("timeout", () => fail("timeout"));
      } catch (error) {
        settle(() => reject(error));
      }
    });
  }

  /** Rejects every unanswered command. */
  rejectAll(error: Error): void {
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const reject of pending) reject(error);
  }
}
