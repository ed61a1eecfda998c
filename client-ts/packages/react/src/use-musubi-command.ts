import {
  type CommandErrorOf,
  type CommandName,
  type CommandPayload,
  type CommandReply,
  type StoreModule,
  type StoreProxy,
  toCommandError,
} from "@musubi/client";
import { useCallback, useEffect, useRef, useState } from "react";

/** Sends the command; settles as `dispatchCommand` does, with every error a command error. */
export type CommandDispatch<Payload, Reply> =
  Record<never, never> extends Payload
    ? (payload?: Payload) => Promise<Reply>
    : (payload: Payload) => Promise<Reply>;

/** A command and how its newest dispatch stands. */
export interface MusubiCommand<M extends StoreModule<R>, K extends CommandName<M, R>, R> {
  /** The same function for as long as store and name are. */
  readonly dispatch: CommandDispatch<CommandPayload<M, K, R>, CommandReply<M, K, R>>;
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

/** A command of a store, with the state of its newest dispatch. */
export function useMusubiCommand<M extends StoreModule<R>, K extends CommandName<M, R>, R>(
  store: StoreProxy<M, R>,
  name: K,
): MusubiCommand<M, K, R> {
  const [shown, setShown] = useState<{ readonly of: unknown; readonly progress: Progress }>();
  /** Only the dispatch with this number may still show its outcome. */
  const newest = useRef(0);

  const dispatch = useCallback(
    async (payload?: CommandPayload<M, K, R>): Promise<unknown> => {
      newest.current += 1;
      const number = newest.current;
      const show = (progress: Progress) => {
        if (newest.current === number) setShown({ of: dispatch, progress });
      };
      show({ ...IDLE, isPending: true });
      try {
        const data = await store.dispatchCommand(name, payload as CommandPayload<M, K, R>);
        show({ ...IDLE, data });
        return data;
      } catch (cause) {
        const error = toCommandError(cause, name, store.__musubi_store_id__);
        show({ ...IDLE, error });
        throw error;
      }
    },
    [store, name],
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

  const progress = shown?.of === dispatch ? shown.progress : IDLE;
  return { dispatch, ...progress, reset } as MusubiCommand<M, K, R>;
}
