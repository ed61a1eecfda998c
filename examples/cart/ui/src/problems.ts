import type { CommandErrorOf, UndeclaredCommandError } from "@musubi/client";
import { money } from "./money";

type AddError = CommandErrorOf<"CartStore", "add", Musubi.Stores>;
type CouponError = CommandErrorOf<"CartStore", "apply_coupon", Musubi.Stores>;

/** What to tell a customer when the cart could not be changed. */
export function cartProblem(error: AddError): string {
  switch (error.code) {
    case "unknown_product":
      return "We do not sell this any more.";
    case "out_of_range":
      return `You can buy 1 to ${error.detail.most} of one product.`;
    case "gone":
      return "This is no longer in your cart.";
    case "unavailable":
      return "Your cart could not be saved. Please try again.";
    default:
      return callProblem(error);
  }
}

/** What to tell a customer whose coupon was not accepted. */
export function couponProblem(error: CouponError): string {
  switch (error.code) {
    case "unknown":
      return "There is no such coupon.";
    case "expired":
      return `This coupon expired on ${day(error.detail.since)}.`;
    case "minimum_not_met":
      return `Add ${money(error.detail.missing_cents)} more to use this coupon.`;
    case "unavailable":
      return "Your cart could not be saved. Please try again.";
    default:
      return callProblem(error);
  }
}

function callProblem(error: UndeclaredCommandError): string {
  return error.code === "Disconnected" || error.code === "Store is not connected"
    ? "The connection was lost. Please try again."
    : "That did not work. Please try again.";
}

function day(iso: string): string {
  return new Date(`${iso}T12:00:00`).toLocaleDateString("en", { dateStyle: "long" });
}
