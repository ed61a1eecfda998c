/**
 * The channel of one root: joins, notices drops, joins again.
 *
 * @module
 */

import { reasonOf } from "./error-reply.js";
import { isRecord } from "./json.js";
import { MusubiMountError } from "./mount-error.js";
import type { ChannelLike, PushLike, SocketLike } from "./types/socket.js";
import { jittered } from "./wake.js";

/** What a {@link RootLink} tells its root. */
export interface LinkObserver {
  /** A join was accepted: the next envelope is the first of a new page. */
  onJoin(): void;
  /** A `patch` message came. */
  onPatch(payload: unknown): void;
  /** The page is gone, and with it every pending command. */
  onLost(error: Error): void;
  /** The server did not accept a join. The socket will try again by itself. */
  onRefused(error: Error): void;
}

/** One channel, from its first join until it is left. */
interface Session {
  readonly channel: ChannelLike;
  /** Whether its page is gone and no join was accepted since. */
  lost: boolean;
}

/** Milliseconds, more or less, before the nth re-join in a row that this client itself starts. */
const REJOIN_DELAYS = [0, 1000, 2000, 5000, 10_000];
/** After this many milliseconds without a re-join the count starts anew. */
const CALM_AFTER = 30_000;

/**
 * Owns the channel of one root.
 *
 * After a transport drop the Phoenix socket re-joins the channel itself. Where
 * it would not, because the server closed the channel or because this client
 * left it, the link opens a fresh one.
 */
export class RootLink {
  /** The channel in use; callbacks of an earlier one are ignored. */
  #session: Session | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rejoins = 0;
  #lastRejoin = Number.NEGATIVE_INFINITY;

  readonly #socket: SocketLike;
  readonly #topic: string;
  readonly #rootId: string;
  readonly #joinPayload: object;
  readonly #observer: LinkObserver;

  constructor(
    socket: SocketLike,
    topic: string,
    rootId: string,
    joinPayload: object,
    observer: LinkObserver,
  ) {
    this.#socket = socket;
    this.#topic = topic;
    this.#rootId = rootId;
    this.#joinPayload = joinPayload;
    this.#observer = observer;
  }

  /** Opens a channel and joins. */
  open(): void {
    const channel = this.#socket.channel(this.#topic, this.#joinPayload);
    const session: Session = { channel, lost: false };
    this.#session = session;
    /** Lets a callback run only while its channel is the one in use. */
    const current = (callback: (payload: unknown) => void) => (payload: unknown) => {
      if (this.#session === session) callback(payload);
    };
    const lose = () => {
      session.lost = true;
      this.#observer.onLost(new Error("Disconnected"));
    };
    const patch = (payload: unknown) => {
      // What a dead page still delivers is not for the next one.
      if (!session.lost) this.#observer.onPatch(payload);
    };
    const close = () => {
      lose();
      // A close is for good: the socket will not join this channel again.
      if (this.#session === session) this.#schedule(this.#nextDelay() || 1000);
    };
    const accept = (reply: unknown) => {
      session.lost = false;
      this.#accepted(reply);
    };
    const refuse = (reply: unknown) => this.#refused(`failed: ${reasonOf(reply)}`, reply);
    const expire = () => this.#refused("timed out");
    channel.on("patch", current(patch));
    channel.onError(current(lose));
    channel.onClose(current(close));
    const join = channel.join();
    join.receive("ok", current(accept));
    join.receive("error", current(refuse));
    join.receive("timeout", current(expire));
  }

  /** Sends a message on the channel. */
  push(event: string, payload: object): PushLike {
    if (this.#session === undefined) throw new Error("Store is not connected");
    return this.#session.channel.push(event, payload);
  }

  /** Leaves the channel and opens a fresh one; at once, unless it did so just before. */
  reopen(): void {
    this.close();
    const delay = this.#nextDelay();
    if (delay === 0) {
      this.open();
    } else {
      this.#schedule(delay);
    }
  }

  /** Joins now where it would after a pause. */
  wake(): void {
    if (this.#timer !== undefined) this.#schedule(0);
  }

  /** Leaves the channel. */
  close(): void {
    const session = this.#session;
    this.#cancelTimer();
    this.#session = undefined;
    session?.channel.leave();
  }

  #accepted(reply: unknown): void {
    this.#cancelTimer();
    const rootId = isRecord(reply) ? reply["root_id"] : undefined;
    if (rootId === this.#rootId) {
      this.#observer.onJoin();
    } else {
      this.#refused(`returned unexpected root_id: ${String(rootId)} (expected ${this.#rootId})`);
    }
  }

  #refused(what: string, reply?: unknown): void {
    this.#observer.onRefused(new MusubiMountError(`Root join ${what}`, reply));
  }

  #schedule(delay: number): void {
    this.#cancelTimer();
    this.#timer = setTimeout(() => {
      this.close();
      this.open();
    }, delay);
  }

  #cancelTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #nextDelay(): number {
    const now = Date.now();
    if (now - this.#lastRejoin > CALM_AFTER) this.#rejoins = 0;
    const delay = REJOIN_DELAYS[Math.min(this.#rejoins, REJOIN_DELAYS.length - 1)] ?? 0;
    this.#rejoins += 1;
    this.#lastRejoin = now;
    return jittered(delay);
  }
}
