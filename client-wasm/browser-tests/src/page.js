// What tests see of the page that they run in: which WebSockets it makes and closes, and who listens
// to what. The functions that these call in turn are those of `tests/browser/test/rust-client.test.ts`.

let attempts = [];
let closings = [];
let listeners;

export function watch() {
  attempts = [];
  closings = [];
  if (listeners === undefined) {
    listeners = [];
    watch_sockets();
    watch_listeners();
  }
}

function watch_sockets() {
  globalThis.WebSocket = class extends globalThis.WebSocket {
    constructor(url) {
      attempts.push({ url: String(url), at: performance.now() });
      super(url);
    }

    close(...code) {
      if (this.readyState < WebSocket.CLOSING) closings.push(code.join());
      super.close(...code);
    }
  };
}

function watch_listeners() {
  const wakes = ["online", "visibilitychange"];
  const { addEventListener, removeEventListener } = EventTarget.prototype;

  EventTarget.prototype.addEventListener = function (event, callback, ...options) {
    if (wakes.includes(event)) listeners.push({ target: this, event, callback });
    addEventListener.call(this, event, callback, ...options);
  };

  EventTarget.prototype.removeEventListener = function (event, callback, ...options) {
    listeners = listeners.filter(
      (known) => known.target !== this || known.event !== event || known.callback !== callback,
    );
    removeEventListener.call(this, event, callback, ...options);
  };
}

export const urls = () => attempts.map(({ url }) => url);

export const times = () => attempts.map(({ at }) => at);

export const codes = () => closings;

export const wake_listeners = () => (listeners ?? []).map(({ event }) => event).sort();

export function show(visible) {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => !visible });
  document.dispatchEvent(new Event("visibilitychange"));
}

export function new_file(name, type, bytes) {
  return new File([bytes], name, { type });
}

export async function chosen_file() {
  const input = document.createElement("input");
  input.type = "file";
  document.body.append(input);
  await globalThis.chooseFile();
  input.remove();
  return input.files[0];
}
