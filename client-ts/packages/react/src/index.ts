"use client";
/**
 * React hooks for Musubi, a server that owns the state of user interfaces.
 *
 * {@link createMusubi} binds the hooks to the registry that the server
 * generates; put a `MusubiProvider` above the components that use them:
 *
 * ```tsx
 * const { MusubiProvider, useMusubiRoot, useMusubiSnapshot, useMusubiCommand } =
 *   createMusubi<Musubi.Stores>();
 *
 * function App() {
 *   const counter = useMusubiRoot({ module: "Counter", id: "main" });
 *   return counter.store && <Counter store={counter.store} />;
 * }
 * ```
 *
 * @module
 */

export {
  type AsyncResult,
  type CacheOptions,
  type CommandErrorOf,
  type CommandResult,
  createMemoryPersister,
  createStorageCachePersister,
  type DispatchOptions,
  type Draft,
  type Equality,
  isCommandError,
  keyOf,
  type MountedStore,
  MusubiCommandError,
  type MusubiConnection,
  MusubiMountError,
  type MusubiSocketStatus,
  type SocketLike,
  type StoreModule,
  type StoreProxy,
  type StoreSnapshot,
  shallowEqual,
  type UploadEntry,
  type UploadHandle,
} from "@musubi/client";
export type { ConnectionState } from "./context.js";
export { createMusubi, type MusubiFactory } from "./create-musubi.js";
export type { MusubiProviderProps } from "./provider.js";
export type { MusubiRootMount, UseMusubiRootOptions } from "./root-progress.js";
export type { CommandDispatch, MusubiCommand } from "./use-musubi-command.js";
export type { UseMusubiRootSuspenseOptions } from "./use-musubi-root-suspense.js";
