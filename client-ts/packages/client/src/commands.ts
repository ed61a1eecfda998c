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
export interface Pending {
  readonly message: CommandMessage;
  /** Fails it with this error reply. */
  refuse(reply: object): void;
  /** Sends it, for the first time or again. */
  push(): void;
  reject(error: Error): void;
}

/** Milliseconds that a command waits for the connection: as long as Phoenix waits for a reply. */
const PATIENCE = 10_000;

/** Sends commands and keeps count of the unanswered ones. */
export class Commands {
  /** Those without an answer, in the order in which they were sent. */
  readonly pending = new Set<Pending>();

  /**
   * Sends a command through `push`; settles with what `accept` makes of its
   * reply. While the connection `isDown` it waits for {@link Commands.sendAgain}.
   */
  send(
    message: CommandMessage,
    push: () => PushLike,
    accept: (reply: unknown) => unknown,
    isDown: boolean,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let latest: PushLike | undefined;
      /** What is told of an attempt that was given up, such as its time-out, is not heard. */
      const on =
        (sent: PushLike | undefined, act: (reply?: unknown) => void) => (reply?: unknown) => {
          if (sent === latest && this.pending.delete(pending)) act(reply);
        };
      const fail = (kind: "failed" | "timeout") => (reply?: unknown) => {
        const { name: command, store_id: storeId } = message;
        reject(new MusubiCommandError({ kind, command, storeId, reply }));
      };
      const timeout = fail("timeout");
      const pending: Pending = {
        message,
        reject,
        refuse: (reply) => on(latest, fail("failed"))(reply),
        push: () => {
          const sent = push();
          latest = sent;
          sent
            .receive(
              "ok",
              on(sent, (reply) => resolve(accept(reply))),
            )
            .receive("error", on(sent, fail("failed")))
            .receive(
              "timeout",
              on(sent, () => timeout()),
            );
        },
      };
      if (isDown) setTimeout(on(undefined, timeout), PATIENCE);
      else pending.push();
      this.pending.add(pending);
    });
  }

  /**
   * Sends every unanswered command, for the first time or again, in order: the
   * page carries out what it has not yet.
   */
  sendAgain(): void {
    for (const pending of [...this.pending]) pending.push();
  }

  /** Rejects every unanswered command. */
  rejectAll(error: Error): void {
    const all = [...this.pending];
    this.pending.clear();
    for (const { reject } of all) reject(error);
  }
}
