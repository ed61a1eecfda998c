/** An example with a page in React and one in Rust, both below its folder of the playground. */
export interface Pair {
  readonly name: string;
  /** The folder of the example. */
  readonly folder: string;
  /** What both pages are told in their address. */
  readonly query: string;
  /** What the page in Rust is made with. */
  readonly rust: string;
  readonly explanation: string;
}

export const PAIRS: readonly [Pair, ...Pair[]] = [
  {
    name: "Cart",
    folder: "cart",
    query: "?cart=side-by-side",
    rust: "Leptos",
    explanation: "Both pages show one cart: what is done in one of them shows in the other.",
  },
  {
    name: "Counter",
    folder: "counter",
    query: "",
    rust: "web-sys",
    explanation: "One store, of which each page has a counter of its own.",
  },
];
