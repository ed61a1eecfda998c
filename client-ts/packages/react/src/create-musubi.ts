import type { Equality } from "@musubi/client";
import {
  type AsyncResult,
  type CommandName,
  type ConnectOptions,
  connect,
  type DispatchOptions,
  type EventName,
  type EventPayload,
  type MusubiConnection,
  type MusubiSocketStatus,
  type SocketLike,
  type StoreModule,
  type StoreProxy,
  type StoreSnapshot,
  type UploadHandle,
  type UploadName,
} from "@musubi/client";
import type { ReactElement } from "react";
import type { ConnectionState } from "./context.js";
import { MusubiProvider, type MusubiProviderProps } from "./provider.js";
import type { MusubiRootMount, UseMusubiRootOptions } from "./root-progress.js";
import { useMusubiAsync } from "./use-musubi-async.js";
import { type MusubiCommand, useMusubiCommand } from "./use-musubi-command.js";
import { useMusubiConnection } from "./use-musubi-connection.js";
import { useMusubiConnectionStatus } from "./use-musubi-connection-status.js";
import { useMusubiEvent } from "./use-musubi-event.js";
import { useMusubiRoot } from "./use-musubi-root.js";
import {
  type UseMusubiRootSuspenseOptions,
  useMusubiRootSuspense,
} from "./use-musubi-root-suspense.js";
import { useMusubiSnapshot } from "./use-musubi-snapshot.js";
import { useMusubiSnapshotSuspense } from "./use-musubi-snapshot-suspense.js";
import { useMusubiSocketStatus } from "./use-musubi-socket-status.js";
import { useMusubiUpload } from "./use-musubi-upload.js";

/** The hooks, with the types of one registry. */
export interface MusubiFactory<R> {
  /** `connect` of `@musubi/client`. */
  connect(socket: SocketLike, options?: ConnectOptions): Promise<MusubiConnection<R>>;
  /** Gives the components below a connection. */
  MusubiProvider(props: MusubiProviderProps<R>): ReactElement;
  /** The connection of the provider above, once it is ready. */
  useMusubiConnection(): MusubiConnection<R>;
  /** Where the provider's handshake stands. */
  useMusubiConnectionStatus(): ConnectionState<R>;
  /** Whether the socket is up. */
  useMusubiSocketStatus(): MusubiSocketStatus;
  /** Mounts a root while the component is mounted. */
  useMusubiRoot<M extends StoreModule<R>>(
    options: UseMusubiRootOptions<M, R>,
  ): MusubiRootMount<M, R>;
  /** Mounts a root while the component is mounted, suspending until it is there. */
  useMusubiRootSuspense<M extends StoreModule<R>>(
    options: UseMusubiRootSuspenseOptions<M, R>,
  ): StoreProxy<M, R>;
  /** The snapshot of a store, or what a selector makes of it. */
  useMusubiSnapshot: {
    <M extends StoreModule<R>>(store: StoreProxy<M, R>): StoreSnapshot<M, R> | undefined;
    <M extends StoreModule<R>, Selected>(
      store: StoreProxy<M, R>,
      selector: (snapshot: StoreSnapshot<M, R> | undefined) => Selected,
      isEqual?: Equality<Selected>,
    ): Selected;
  };
  /** The same, suspending while the store is not in the tree. */
  useMusubiSnapshotSuspense: {
    <M extends StoreModule<R>>(store: StoreProxy<M, R>): StoreSnapshot<M, R>;
    <M extends StoreModule<R>, Selected>(
      store: StoreProxy<M, R>,
      selector: (snapshot: StoreSnapshot<M, R>) => Selected,
      isEqual?: Equality<Selected>,
    ): Selected;
  };
  /** The value of an async field, suspending while it loads. */
  useMusubiAsync<M extends StoreModule<R>, T>(
    store: StoreProxy<M, R>,
    select: (snapshot: StoreSnapshot<M, R>) => AsyncResult<T>,
  ): T;
  /** A command of a store, with the state of its newest dispatch. */
  useMusubiCommand<M extends StoreModule<R>, K extends CommandName<M, R>>(
    store: StoreProxy<M, R>,
    name: K,
    options?: DispatchOptions<M, K, R>,
  ): MusubiCommand<M, K, R>;
  /** Calls a handler for each event of a store. */
  useMusubiEvent<M extends StoreModule<R>, K extends EventName<M, R>>(
    store: StoreProxy<M, R>,
    name: K,
    handler: (payload: EventPayload<M, K, R>) => void,
  ): void;
  /** An upload slot of a store. */
  useMusubiUpload<M extends StoreModule<R>>(
    store: StoreProxy<M, R>,
    name: UploadName<M, R>,
  ): UploadHandle | undefined;
}

/**
 * Binds the hooks to the generated registry, once per application:
 *
 * ```ts
 * export const { MusubiProvider, useMusubiRoot, useMusubiSnapshot, useMusubiCommand } =
 *   createMusubi<Musubi.Stores>();
 * ```
 */
export function createMusubi<R>(): MusubiFactory<R> {
  return {
    connect,
    MusubiProvider,
    useMusubiConnection,
    useMusubiConnectionStatus,
    useMusubiSocketStatus,
    useMusubiRoot,
    useMusubiRootSuspense,
    // TypeScript cannot tell that overloads stay the same when `R` is fixed.
    useMusubiSnapshot: useMusubiSnapshot as MusubiFactory<R>["useMusubiSnapshot"],
    useMusubiSnapshotSuspense:
      useMusubiSnapshotSuspense as MusubiFactory<R>["useMusubiSnapshotSuspense"],
    useMusubiAsync,
    useMusubiCommand,
    useMusubiEvent,
    useMusubiUpload,
  };
}
