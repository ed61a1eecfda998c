import {
  type CommandErrorOf,
  isCommandError,
  MusubiCommandError,
  type ProtocolErrorCode,
  type StoreProxy,
  tryCommand,
} from "@musubi/client";
import { check, type Same } from "./assert.js";

type R = Musubi.Stores;
declare const cart: StoreProxy<"Cart", R>;

// A caught error is narrowed by store and command, then by code.
async function caught(): Promise<string> {
  try {
    const { orderId } = await cart.dispatchCommand("buy", { sku: "x" });
    return orderId;
  } catch (error) {
    if (!isCommandError(cart, "buy", error)) throw error;
    check<Same<typeof error.command, string>>();
    switch (error.code) {
      case "out_of_stock":
        check<Same<typeof error.detail, { left: number }>>();
        check<Same<typeof error.kind, "failed">>();
        return `only ${error.detail.left} left`;
      case "closed":
        check<Same<typeof error.detail, null>>();
        return "closed";
      case "invalid_payload":
        return `${error.detail.path}: ${error.detail.message}`;
      case "too_large":
        return `more than ${error.detail?.limit ?? "the server reads"}`;
      default:
        check<
          Same<
            typeof error.code,
            Exclude<ProtocolErrorCode, "invalid_payload" | "too_large"> | undefined
          >
        >();
        check<Same<typeof error.detail, undefined>>();
        return error.message;
    }
  }
}

// The same without exceptions.
async function tried(): Promise<string> {
  const result = await tryCommand(cart, "buy", { sku: "x" });
  if (result.ok) {
    check<Same<typeof result.reply, { orderId: string }>>();
    return result.reply.orderId;
  }
  check<Same<typeof result.error, CommandErrorOf<"Cart", "buy", R>>>();
  if (result.error.code === "out_of_stock") return String(result.error.detail.left);
  const cleared = await tryCommand(cart, "clear");
  // @ts-expect-error the command declares no such error
  if (cleared.error?.code === "out_of_stock") return "never";
  // @ts-expect-error the payload is missing
  await tryCommand(cart, "buy");
  return "";
}

// A command may declare an error whose code only the server knows.
declare const refused: CommandErrorOf<"Cart", "refuse", R>;
check<Same<typeof refused.code, string | undefined>>();

// Without a command there is no more to know than the class says.
function anything(error: unknown): string | undefined {
  if (!MusubiCommandError.is(error)) return undefined;
  check<Same<typeof error.detail, unknown>>();
  return error.code;
}

export { anything, caught, tried };
