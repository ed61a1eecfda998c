/** What the snippets of the guide leave out. */

import type * as client from "@musubi/client";
import type { MusubiFactory } from "@musubi/react";
import type * as phoenix from "phoenix";
import type * as react from "react";
import type { ReactElement, ReactNode } from "react";
import type * as reactDom from "react-dom/client";

interface Line {
  sku: string;
  quantity: number;
}

type CartOf<Module extends string> = Musubi.StoreDef<
  Module,
  { total: number; lines: Line[] },
  {
    apply_coupon: {
      payload: { code: string };
      reply: never;
      error: { code: "unknown"; detail: null } | { code: "expired"; detail: { since: string } };
    };
    set_quantity: { payload: Line; reply: never; error: never };
    buy: {
      payload: { sku: string };
      reply: never;
      error: { code: "out_of_stock"; detail: { left: number } };
    };
  },
  {},
  { room?: string }
>;

type CounterOf<Module extends string> = Musubi.StoreDef<
  Module,
  { count: number; doubled: number },
  { increment: { payload: { amount: number }; reply: never; error: never } },
  {},
  { count?: number }
>;

declare global {
  namespace Musubi {
    interface Stores {
      Cart: CartOf<"Cart">;
      CartStore: CartOf<"CartStore">;
      Counter: CounterOf<"Counter">;
      CounterStore: CounterOf<"CounterStore">;
      PageStore: Musubi.StoreDef<
        "PageStore",
        { avatar: Musubi.UploadField; rows: { label: string }[] },
        {},
        {},
        {}
      >;
    }
  }

  type StoreProxy<M extends client.StoreModule<R>, R> = client.StoreProxy<M, R>;

  const App: () => ReactElement;
  const APP_VERSION: string;
  const ErrorBoundary: (props: { children: ReactNode; fallback: ReactNode }) => ReactElement;
  const Socket: typeof phoenix.Socket;
  const Suspense: typeof react.Suspense;
  const cart: client.StoreProxy<"Cart", Musubi.Stores>;
  const connect: typeof client.connect;
  const connection: client.MusubiConnection<Musubi.Stores>;
  const createRoot: typeof reactDom.createRoot;
  const element: Element;
  const input: HTMLInputElement;
  const isCommandError: typeof client.isCommandError;
  const quantity: number;
  const sku: string;
  const socket: phoenix.Socket;
  const store: client.StoreProxy<"PageStore", Musubi.Stores>;
  const tryCommand: typeof client.tryCommand;

  type Hooks = MusubiFactory<Musubi.Stores>;
  const MusubiProvider: Hooks["MusubiProvider"];
  const useMusubiCommand: Hooks["useMusubiCommand"];
  const useMusubiConnectionStatus: Hooks["useMusubiConnectionStatus"];
  const useMusubiRoot: Hooks["useMusubiRoot"];
  const useMusubiRootSuspense: Hooks["useMusubiRootSuspense"];
  const useMusubiSnapshot: Hooks["useMusubiSnapshot"];
  const useMusubiSnapshotSuspense: Hooks["useMusubiSnapshotSuspense"];
  const useMusubiSocketStatus: Hooks["useMusubiSocketStatus"];
}
