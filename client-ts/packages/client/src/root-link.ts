/**
 * The channel of one root: joins, notices drops, joins again.
 *
 * @module
 */

import { reasonOf } from "./error-reply.js";
import { isRecord } from "./json.js";
import { MusubiMountError } from "./mount-error.js";
import type { PushLike, SocketLike } from "./types/socket.js";
import { jittered } from "./wake.js";

/** What a link tells its root. */
export interface LinkObserver {
  /**
   * A join was accepted: the next envelope is the first of a new page, or follows
   * the last one where the page of before goes on.
   */
  onJoin(isResumed: unknown): void;
  /** A `patch` message came. */
  onPatch(payload: unknown): void;
  /** The connection is down. Where it may not be resumed, the page is gone with every command. */
  onLost(error: Error, mayResume: boolean): void;
  /** The server did not accept a join. The socket will try again by itself. */
  onRefused(error: Error): void;
}

/** What a join offers, so that the page of before can go on. */
export interface Resume {
  /** The page's token; `null` where there is no page, or none that outlives its connection. */
  token: string | null;
  /** Version of the last envelope that was applied; 0 before the first. */
  version: number;
}

/** What is joined, as it is when a join is sent. */
export interface JoinPayload {
  readonly resume: Resume;
}

/** The channel of one root. */
export interface RootLink {
  /** Opens a channel and joins. */
  open(): void;
  /** Sends a message on the channel. */
  push(event: string, payload: object): PushLike;
  /** Leaves the channel and opens a fresh one; at once, unless it did so just before. */
  reopen(): void;
  /** Joins now where it would after a pause. */
  wake(): void;
  /** Leaves the channel. */
  close(): void;
}

/** Milliseconds, more or less, before the second re-join in a row that this client itself starts... */
const FIRST_DELAY = 1000;
/** ...and before any later one at most. */
const LAST_DELAY = 10_000;
/** After this many milliseconds without a re-join the count starts anew. */
const CALM_AFTER = 30_000;

/**
 * Makes the link of a root, which owns its channel.
 *
 * After a transport drop the Phoenix socket re-joins the channel itself. Where
 * it would not, because the server closed the channel or because this client
 * left it, the link opens a fresh one.
 */
export function createRootLink(
  socket: SocketLike,
  topic: string,
  rootId: string,
  joinPayload: JoinPayload,
  observer: LinkObserver,
): RootLink {
  /** The channel in use; callbacks of an earlier one are ignored. */
  let channel: ReturnType<SocketLike["channel"]> | undefined;
  const { resume } = joinPayload;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rejoins = 0;
  let lastRejoin = Number.NEGATIVE_INFINITY;

  const schedule = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      close();
      open();
    }, delay);
  };
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const nextDelay = (): number => {
    const now = Date.now();
    if (now - lastRejoin > CALM_AFTER) rejoins = 0;
    const delay = rejoins && Math.min(FIRST_DELAY * 2 ** (rejoins - 1), LAST_DELAY);
    rejoins += 1;
    lastRejoin = now;
    return jittered(delay);
  };
  const refused = (what: string, reply?: unknown): void =>
    observer.onRefused(new MusubiMountError(`Root join ${what}`, reply));

  const open = (): void => {
    const opened = socket.channel(topic, joinPayload);
    channel = opened;
    /** Whether the page is gone and no join was accepted since. */
    let lost = false;
    /** Lets a callback run only while its channel is the one in use. */
    const current = (callback: (payload: unknown) => void) => (payload: unknown) => {
      if (channel === opened) callback(payload);
    };
    const lose = (mayResume: boolean) => {
      lost = true;
      observer.onLost(new Error("Disconnected"), mayResume);
    };
    // What a dead page still delivers is not for the next one.
    opened.on(
      "patch",
      current((payload) => lost || observer.onPatch(payload)),
    );
    opened.onError(current(() => lose(resume.token !== null)));
    opened.onClose(
      current(() => {
        lose(false);
        // A close is for good: the socket will not join this channel again.
        if (channel === opened) schedule(nextDelay() || FIRST_DELAY);
      }),
    );
    opened
      .join()
      .receive(
        "ok",
        current((reply) => {
          lost = false;
          cancel();
          const { root_id: id, token = null, resumed } = isRecord(reply) ? reply : {};
          if (id === rootId) {
            observer.onJoin(resumed);
            resume.token = token as string | null;
          } else refused(`returned unexpected root_id: ${String(id)} (expected ${rootId})`);
        }),
      )
      .receive(
        "error",
        current((reply) => refused(`failed: ${reasonOf(reply)}`, reply)),
      )
      .receive(
        "timeout",
        current(() => refused("timed out")),
      );
  };
  const close = (): void => {
    const left = channel;
    cancel();
    channel = undefined;
    left?.leave();
  };

  return {
    open,
    close,
    push(event, payload) {
      if (channel === undefined) throw new Error("Store is not connected");
      return channel.push(event, payload);
    },
    reopen() {
      close();
      const delay = nextDelay();
      if (delay === 0) open();
      else schedule(delay);
    },
    wake() {
      if (timer !== undefined) schedule(0);
    },
  };
}
