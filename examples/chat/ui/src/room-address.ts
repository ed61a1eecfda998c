import { useSyncExternalStore } from "react";

/** Where a room is on this page. */
export function addressOf(room: string): string {
  return `#/${encodeURIComponent(room)}`;
}

/** The room that the address names; `null` for the list of rooms. */
export function useRoomInAddress(): string | null {
  return useSyncExternalStore(subscribe, roomInAddress);
}

function roomInAddress(): string | null {
  const room = /^#\/(.+)$/.exec(location.hash)?.[1];
  if (room === undefined) return null;
  try {
    return decodeURIComponent(room);
  } catch {
    return room;
  }
}

function subscribe(onChange: () => void): () => void {
  addEventListener("hashchange", onChange);
  return () => removeEventListener("hashchange", onChange);
}
