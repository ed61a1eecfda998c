import {
  type CommandErrorOf,
  type CommandName,
  type CommandPayload,
  type CommandReply,
  type CommandResult,
  type DispatchOptions,
  type StoreModule,
  type StoreProxy,
  tryCommand,
} from "@musubi/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLatest } from "./use-latest.js";

/** Sends the command; rejects as `dispatchCommand` does, always with a command error. */
export type CommandDispatch<Payload, Reply> =
  Record<never, never> extends Payload
    ? (payload?: Payload) => Promise<Reply>
    : (payload: Payload) => Promise<Reply>;

/** A command and how its newest dispatch stands. */
export interface MusubiCommand<M extends StoreModule<R>, K extends CommandName<M, R>, R> {
  /**
   * Sends the command and resolves with its reply; rejects when it fails. The
   * same function for as long as store and name are.
   */
  readonly dispatch: CommandDispatch<CommandPayload<M, K, R>, CommandReply<M, K, R>>;
  /**
   * Sends the command and never rejects: resolves with `{ ok: true, reply }` or
   * `{ ok: false, error }`. What to call where showing `error` is enough.
   */
  readonly tryDispatch: CommandDispatch<
    CommandPayload<M, K, R>,
    CommandResult<CommandReply<M, K, R>, CommandErrorOf<M, K, R>>
  >;
  readonly isPending: boolean;
  /** Where the command declares errors, `error.code` narrows `error.detail`. */
  readonly error: CommandErrorOf<M, K, R> | null;
  /** The reply; `{}` from a command that declares none, so not a sign that it is done. */
  readonly data: CommandReply<M, K, R> | null;
  /** Back to the start; a reply that is still to come is not shown any more. */
  readonly reset: () => void;
}

interface Progress {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly data: unknown;
}

const IDLE: Progress = { isPending: false, error: null, data: null };

/**
 * A command of a store, with the state of its newest dispatch. With
 * `options.optimistic` the store shows at once what the command is expected to
 * change, until its real effect is there or it failed.
 */
export function useMusubiCommand<M extends StoreModule<R>, K extends CommandName<M, R>, R>(
  store: StoreProxy<M, R>,
  name: K,
  options?: DispatchOptions<M, K, R>,
): MusubiCommand<M, K, R> {
  const [shown, setShown] = useState<{ readonly of: unknown; readonly progress: Progress }>();
  /** Only the dispatch with this number may still show its outcome. */
  const newest = useRef(0);
  const latest = useLatest(options);

  const tryDispatch = useCallback(
    async (payload?: CommandPayload<M, K, R>) => {
      newest.current += 1;
      const number = newest.current;
      const show = (progress: Progress) => {
        if (newest.current === number) setShown({ of: tryDispatch, progress });
      };
      show({ ...IDLE, isPending: true });
      const rest = latest.current === undefined ? [] : ([latest.current] as const);
      const result = await tryCommand(store, name, payload as CommandPayload<M, K, R>, ...rest);
      show({ ...IDLE, data: result.reply, error: result.error });
      return result;
    },
    [store, name, latest],
  );
  const dispatch = useCallback(
    async (payload?: CommandPayload<M, K, R>): Promise<unknown> => {
      const result = await tryDispatch(payload);
      if (result.ok) return result.reply;
      throw result.error;
    },
    [tryDispatch],
  );
  const reset = useCallback(() => {
    newest.current += 1;
    setShown(undefined);
  }, []);
  useEffect(
    () => () => {
      newest.current += 1;
    },
    [],
  );

  const progress = shown?.of === tryDispatch ? shown.progress : IDLE;
  return { dispatch, tryDispatch, ...progress, reset } as MusubiCommand<M, K, R>;
}
