import { MusubiCommandError } from "@musubi/client";
import { act, renderHook } from "@testing-library/react";
import { StrictMode } from "react";
import { describe, expect, it, vi } from "vitest";
import { FakeStore } from "./support/fakes.js";
import { musubi } from "./support/harness.js";

const { useMusubiCommand, useMusubiEvent } = musubi;

/** A store whose commands the test answers, in whatever order. */
function answering() {
  const store = new FakeStore({});
  const replies: { resolve: (reply: unknown) => void; reject: (error: unknown) => void }[] = [];
  store.dispatchCommand.mockImplementation(
    () => new Promise((resolve, reject) => replies.push({ resolve, reject })),
  );
  return { store, replies };
}

const coupon = (store: FakeStore) => () => useMusubiCommand(store.proxy, "coupon");

describe("a command", () => {
  it("has one dispatch function per store and name", () => {
    const first = new FakeStore({});
    const { result, rerender } = renderHook(
      ({ store, name }) => useMusubiCommand(store.proxy, name),
      { initialProps: { store: first, name: "coupon" as "coupon" | "clear" } },
    );
    const { dispatch } = result.current;
    rerender({ store: first, name: "coupon" });
    expect(result.current.dispatch).toBe(dispatch);
    rerender({ store: first, name: "clear" });
    const other = result.current.dispatch;
    expect(other).not.toBe(dispatch);
    rerender({ store: new FakeStore({}), name: "clear" });
    expect(result.current.dispatch).not.toBe(other);
  });

  it("is pending, then has its reply", async () => {
    const { store, replies } = answering();
    const { result } = renderHook(coupon(store), { wrapper: StrictMode });
    expect(result.current).toMatchObject({ isPending: false, error: null, data: null });
    let reply: Promise<unknown> | undefined;
    act(() => {
      reply = result.current.dispatch({ code: "TEN" });
    });
    expect(store.dispatchCommand).toHaveBeenCalledWith("coupon", { code: "TEN" });
    expect(result.current).toMatchObject({ isPending: true, error: null, data: null });
    await act(async () => replies[0]?.resolve({ percent: 10 }));
    expect(await reply).toEqual({ percent: 10 });
    expect(result.current).toMatchObject({ isPending: false, error: null, data: { percent: 10 } });
  });

  it("can be tried: then it never rejects", async () => {
    const { store, replies } = answering();
    const { result } = renderHook(coupon(store));
    const outcomes: unknown[] = [];
    for (const settle of ["resolve", "reject"] as const) {
      await act(async () => {
        result.current.tryDispatch({ code: "TEN" }).then((outcome) => outcomes.push(outcome));
      });
      await act(async () => replies.at(-1)?.[settle](new Error("Disconnected")));
    }
    expect(outcomes).toMatchObject([
      { ok: true, error: null },
      { ok: false, reply: null, error: { code: "Disconnected" } },
    ]);
    expect(result.current.error?.code).toBe("Disconnected");
  });

  it("hands on the optimistic function of the last render", async () => {
    const { store } = answering();
    const functions = [vi.fn(), vi.fn()];
    const { result, rerender } = renderHook(
      ({ optimistic }) => useMusubiCommand(store.proxy, "coupon", { optimistic }),
      { initialProps: { optimistic: functions[0] } },
    );
    const { dispatch } = result.current;
    rerender({ optimistic: functions[1] });
    expect(result.current.dispatch).toBe(dispatch);
    act(() => void dispatch({ code: "TEN" }));
    const expected = expect.objectContaining({ change: functions[1] });
    expect(store.dispatchCommand).toHaveBeenCalledWith("coupon", { code: "TEN" }, expected);
  });

  it("has the error that it failed with, and rejects with it", async () => {
    const { store, replies } = answering();
    const { result } = renderHook(coupon(store));
    const error = new MusubiCommandError({
      kind: "failed",
      command: "coupon",
      storeId: [],
      reply: { code: "expired", reason: "too late", error: { since: "May" } },
    });
    const caught = vi.fn();
    act(() => {
      result.current.dispatch({ code: "OLD" }).catch(caught);
    });
    await act(async () => replies[0]?.reject(error));
    expect(result.current.error).toBe(error);
    expect(result.current.error?.code === "expired" && result.current.error.detail.since).toBe(
      "May",
    );
    expect(caught).toHaveBeenCalledWith(error);
    await act(async () => {
      result.current.dispatch({ code: "NEW" }).catch(caught);
    });
    expect(result.current).toMatchObject({ isPending: true, error: null });
  });

  it("wraps any other failure", async () => {
    const { store, replies } = answering();
    const { result } = renderHook(coupon(store));
    const cause = new Error("Disconnected");
    await act(async () => {
      result.current.dispatch({ code: "X" }).catch(() => {});
      replies[0]?.reject(cause);
    });
    expect(MusubiCommandError.is(result.current.error)).toBe(true);
    expect(result.current.error).toMatchObject({
      kind: "failed",
      command: "coupon",
      storeId: [],
      code: "Disconnected",
      reply: { error: "Disconnected" },
      cause,
    });
  });

  it("shows the newest dispatch only", async () => {
    const { store, replies } = answering();
    const { result } = renderHook(coupon(store));
    await act(async () => {
      result.current.dispatch({ code: "1" });
      result.current.dispatch({ code: "2" });
    });
    await act(async () => replies[1]?.resolve({ percent: 2 }));
    await act(async () => replies[0]?.resolve({ percent: 1 }));
    expect(result.current).toMatchObject({ isPending: false, data: { percent: 2 } });
  });

  it("can be reset, also from under a dispatch", async () => {
    const { store, replies } = answering();
    const { result } = renderHook(coupon(store));
    let reply: Promise<unknown> | undefined;
    await act(async () => {
      reply = result.current.dispatch({ code: "1" });
    });
    act(() => result.current.reset());
    expect(result.current).toMatchObject({ isPending: false, error: null, data: null });
    await act(async () => replies[0]?.resolve({ percent: 1 }));
    expect(result.current.data).toBeNull();
    expect(await reply).toEqual({ percent: 1 });
  });

  it("of another store does not show what the one before did", async () => {
    const first = answering();
    const second = answering();
    const { result, rerender } = renderHook(({ store }) => coupon(store)(), {
      initialProps: { store: first.store },
    });
    await act(async () => {
      result.current.dispatch({ code: "1" });
    });
    rerender({ store: second.store });
    expect(result.current.isPending).toBe(false);
    await act(async () => first.replies[0]?.resolve({ percent: 1 }));
    expect(result.current.data).toBeNull();
  });

  it("settles for its caller after the component is gone", async () => {
    const { store, replies } = answering();
    const report = vi.spyOn(console, "error");
    const { result, unmount } = renderHook(coupon(store));
    let reply: Promise<unknown> | undefined;
    await act(async () => {
      reply = result.current.dispatch({ code: "1" });
    });
    unmount();
    replies[0]?.resolve({ percent: 1 });
    expect(await reply).toEqual({ percent: 1 });
    expect(report).not.toHaveBeenCalled();
    report.mockRestore();
  });
});

describe("an event", () => {
  it("is heard while the component is mounted, by the latest handler", () => {
    const store = new FakeStore({});
    const heard: string[] = [];
    const { rerender, unmount } = renderHook(
      ({ tag }) => useMusubiEvent(store.proxy, "toast", ({ msg }) => heard.push(`${tag} ${msg}`)),
      { initialProps: { tag: "first" } },
    );
    store.handlers.get("toast")?.({ msg: "a" });
    rerender({ tag: "second" });
    store.handlers.get("toast")?.({ msg: "b" });
    expect(heard).toEqual(["first a", "second b"]);
    expect(store.handleEvent).toHaveBeenCalledTimes(1);
    unmount();
    expect(store.handlers.size).toBe(0);
  });

  it("is subscribed to anew for another store", () => {
    const [one, two] = [new FakeStore({}), new FakeStore({})];
    const { rerender } = renderHook(({ store }) => useMusubiEvent(store.proxy, "toast", () => {}), {
      initialProps: { store: one },
    });
    rerender({ store: two });
    expect(one.handlers.size).toBe(0);
    expect(two.handlers.size).toBe(1);
  });
});
