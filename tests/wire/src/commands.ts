/**
 * Random commands for the roots of the playground.
 *
 * @module
 */

import type { Random } from "./random.js";

export interface Command {
  readonly storeId: readonly string[];
  readonly name: string;
  readonly payload: object;
}

/** A command for `ShowcaseStore`, which has a field of every kind. Few ids, so that they meet. */
export function showcaseCommand(random: Random): Command {
  const root = (name: string, payload: object): Command => ({ storeId: [], name, payload });
  const id = () => random.below(8);
  switch (random.below(13)) {
    case 0:
      return root("set_title", { title: random.text() });
    case 1:
      return root("set_mood", { mood: random.pick(["calm", "busy", "glad"]) });
    case 2: {
      const running = { type: "running", percent: random.below(101) };
      const failed = { type: "failed", reason: random.text() };
      return root("set_phase", { phase: random.pick<object>([{ type: "idle" }, running, failed]) });
    }
    case 3:
      return root("rate", { rating: random.once(3) ? null : random.below(6) });
    case 4:
      return root("set_place", {
        place: { city: random.pick(["Kyoto", "Nara"]), seats: random.below(3) },
      });
    case 5:
      return root("set_label", {
        name: random.text(),
        text: random.once(2) ? null : random.text(),
      });
    case 6:
      return root("pin", { id: random.once(3) ? null : id() });
    case 7:
      return root("set_anything", { value: random.json() });
    case 8: {
      const place = random.once(2) ? ["cards", String(id())] : [String(id())];
      return { storeId: place, name: "rename", payload: { text: random.text() } };
    }
    default: {
      const row = { id: id(), text: random.text() };
      const insert = { type: "insert", row, at: random.below(10) };
      const edits = [
        insert,
        insert,
        { type: "change", row },
        { type: "move", id: row.id, to: random.below(10) },
        { type: "remove", id: row.id },
      ] as const;
      const list = random.pick(["tasks", "notes", "players", "cards"]);
      return root("edit_rows", { list, edit: random.pick(edits) });
    }
  }
}

const SKUS = [
  "furoshiki",
  "kyusu",
  "yunomi",
  "sencha",
  "notebook",
  "brush-pen",
  "washi",
  "tenugui",
  "castle",
] as const;

/** A command for `CartStore` or one of its lines, which need not be there. */
export function cartCommand(random: Random): Command {
  const sku = random.pick(SKUS);
  const line = ["lines", sku];
  switch (random.below(7)) {
    case 0:
    case 1:
      return { storeId: [], name: "add", payload: { sku } };
    case 2:
    case 3:
      return { storeId: line, name: "set_quantity", payload: { quantity: random.below(23) } };
    case 4:
      return { storeId: line, name: "remove", payload: {} };
    case 5: {
      const code = random.pick(["WELCOME", "teatime", "SPRING", "nonsense"]);
      return { storeId: [], name: "apply_coupon", payload: { code } };
    }
    default:
      return { storeId: [], name: "remove_coupon", payload: {} };
  }
}
