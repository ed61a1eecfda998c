/**
 * Reads the generated registry `R` (`Musubi.Stores`).
 *
 * @module
 */

/**
 * The value under the symbol key of a generated marker type.
 *
 * The key itself (`Musubi.Type`) is declared by the user's generated bundle, so
 * this package cannot name it; a marker is known by having a symbol key at all,
 * which plain JSON data never has.
 */
export type MarkerOf<T> = T extends string | number | boolean | null | undefined
  ? never
  : T extends readonly unknown[]
    ? never
    : [keyof T & symbol] extends [never]
      ? never
      : T[keyof T & symbol];

/** The module names of a registry. */
export type StoreModule<R> = Extract<keyof R, string>;

/** The registry entry of a module. */
export type DefOf<M extends StoreModule<R>, R> = R[M & keyof R];

/** What `#[store]` declares under `Slot`, or `Default` where the bundle has no such slot. */
type SlotOf<M extends StoreModule<R>, R, Slot extends string, Default> =
  MarkerOf<DefOf<M, R>> extends { readonly [K in Slot]: infer Value } ? Value : Default;

/** The declared state fields of a store. */
export type ShapeOf<M extends StoreModule<R>, R> = SlotOf<M, R, "shape", never>;

/** The declared commands of a store, by name. */
export type CommandsOf<M extends StoreModule<R>, R> = SlotOf<M, R, "commands", never>;

/** The declared events of a store, by name. */
export type EventsOf<M extends StoreModule<R>, R> = SlotOf<M, R, "events", Record<never, never>>;

/** The mount params of a store; any object where the bundle does not say. */
export type ParamsOf<M extends StoreModule<R>, R> = SlotOf<M, R, "params", Record<string, unknown>>;

/** The command names of a store. */
export type CommandName<M extends StoreModule<R>, R> = Extract<keyof CommandsOf<M, R>, string>;

/** The payload that command `K` takes. */
export type CommandPayload<M extends StoreModule<R>, K extends CommandName<M, R>, R> = CommandsOf<
  M,
  R
>[K] extends { payload: infer Payload }
  ? Payload
  : unknown;

/**
 * The reply of command `K`: an empty object for a command that declares none
 * (`reply: never`), `unknown` where the bundle has no reply slot.
 */
export type CommandReply<M extends StoreModule<R>, K extends CommandName<M, R>, R> = CommandsOf<
  M,
  R
>[K] extends { reply: infer Reply }
  ? [Reply] extends [never]
    ? Record<string, never>
    : Reply
  : unknown;

/** The names of the commands that need no payload. */
export type PayloadlessCommandName<M extends StoreModule<R>, R> = {
  [K in CommandName<M, R>]: Record<never, never> extends CommandPayload<M, K, R> ? K : never;
}[CommandName<M, R>];

/** The event names of a store. */
export type EventName<M extends StoreModule<R>, R> = Extract<keyof EventsOf<M, R>, string>;

/** The payload of event `K`. */
export type EventPayload<M extends StoreModule<R>, K extends EventName<M, R>, R> = EventsOf<
  M,
  R
>[K] extends { payload: infer Payload }
  ? Payload
  : unknown;

/** The names of the upload fields of a store. */
export type UploadName<M extends StoreModule<R>, R> = Extract<
  {
    [K in keyof ShapeOf<M, R>]: [MarkerOf<ShapeOf<M, R>[K]>] extends [never]
      ? never
      : MarkerOf<ShapeOf<M, R>[K]> extends { kind: "upload" }
        ? K
        : never;
  }[keyof ShapeOf<M, R>],
  string
>;
