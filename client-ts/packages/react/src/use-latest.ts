import { type RefObject, useEffect, useRef } from "react";

/** A ref to what the last committed render passed, for callbacks that run later. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
