/**
 * What the server says about its stores: `GET api/contract`.
 *
 * @module
 */

/** Everything that clients of the socket can know. */
export interface Contract {
  /** The text of each named TypeScript type, without the namespace in which it stands. */
  readonly types: Readonly<Record<string, string>>;
  /** Each store by its module. */
  readonly stores: Readonly<Record<string, StoreShape>>;
}

export interface StoreShape {
  readonly module: string;
  /** Whether clients can mount it. */
  readonly root: boolean;
  readonly doc: string;
  /** The type of the params. */
  readonly params: string;
  /** The type of the state. */
  readonly state: string;
  readonly commands: readonly CommandShape[];
}

export interface CommandShape {
  readonly name: string;
  readonly doc: string;
  readonly payload: readonly MemberShape[];
  /** The type of the reply; `null` where it is `{}`. */
  readonly reply: string | null;
  readonly errors: readonly ErrorShape[];
}

export interface MemberShape {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

export interface ErrorShape {
  /** `null` where any text can be a code. */
  readonly code: string | null;
  /** The type of the detail. */
  readonly detail: string;
  readonly doc: string;
}

/** Asks the server. */
export async function fetchContract(): Promise<Contract> {
  const response = await fetch("api/contract");
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return (await response.json()) as Contract;
}
