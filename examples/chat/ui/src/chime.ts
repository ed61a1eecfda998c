import { useSyncExternalStore } from "react";

const STORED = "engawa:quiet";
const listeners = new Set<() => void>();
let audio: AudioContext | undefined;

/** The sound for mentions, and whether there is to be one. */
export function useChime(): { isOn: boolean; setOn: (isOn: boolean) => void; play: () => void } {
  const isOn = useSyncExternalStore(subscribe, isChimeOn);
  return { isOn, setOn: setChimeOn, play };
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

function isChimeOn(): boolean {
  return localStorage.getItem(STORED) === null;
}

function setChimeOn(isOn: boolean): void {
  if (isOn) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, "yes");
  for (const listener of listeners) listener();
  if (isOn) play();
}

/** Two soft notes. Browsers keep still until the page has been touched once. */
function play(): void {
  if (!isChimeOn()) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume();
  for (const [at, frequency] of [
    [0, 660],
    [0.12, 880],
  ] as const) {
    const start = audio.currentTime + at;
    const loudness = audio.createGain();
    loudness.gain.setValueAtTime(0.08, start);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
    const note = audio.createOscillator();
    note.frequency.value = frequency;
    note.connect(loudness).connect(audio.destination);
    note.start(start);
    note.stop(start + 0.5);
  }
}
