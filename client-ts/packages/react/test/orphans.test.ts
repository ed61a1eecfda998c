import { describe, expect, it } from "vitest";
import { claimInRender, settleClaim, sweep } from "../src/orphans.js";
import { rootMount } from "../src/root-mount.js";
import { FakeConnection, FakeStore } from "./support/fakes.js";
import { ticks } from "./support/harness.js";

const OPTIONS = { module: "Test.Store", id: "alpha" } as const;

function claimed() {
  const fake = new FakeConnection();
  const mount = rootMount(fake.connection, OPTIONS);
  const token = claimInRender(mount);
  return { fake, mount, abandoned: { mount, claim: token.claim }, token };
}

const store = () => new FakeStore({ title: "x" });

describe("the sweep after a render was given up", () => {
  it("discards a mount that nothing else uses, two macrotasks after it is settled", async () => {
    const { fake, mount, abandoned } = claimed();
    sweep(abandoned);
    await ticks(3);
    expect(mount.isCurrent).toBe(true);
    await fake.mount(0).succeed(store());
    expect(mount.isCurrent).toBe(true);
    await ticks(3);
    expect(mount.isCurrent).toBe(false);
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
  });

  it("leaves a mount to another render that claims it", async () => {
    const { fake, mount, abandoned } = claimed();
    claimInRender(mount);
    await fake.mount(0).succeed(store());
    sweep(abandoned);
    await ticks(3);
    expect(mount.isCurrent).toBe(true);
  });

  it("leaves a mount to a render that claims it while the sweep waits", async () => {
    const { fake, mount, abandoned } = claimed();
    sweep(abandoned);
    await fake.mount(0).succeed(store());
    claimInRender(mount);
    await ticks(3);
    expect(mount.isCurrent).toBe(true);
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
  });

  it("leaves a mount to a committed component", async () => {
    const { fake, mount, abandoned } = claimed();
    mount.retain();
    await fake.mount(0).succeed(store());
    sweep(abandoned);
    await ticks(3);
    expect(mount.isCurrent).toBe(true);
  });

  it("leaves a mount alone that took the place of the one it is for", async () => {
    const { fake, mount, abandoned } = claimed();
    await fake.mount(0).succeed(store());
    mount.discard();
    const next = rootMount(fake.connection, OPTIONS);
    await fake.mount(1).succeed(store());
    sweep(abandoned);
    await ticks(3);
    expect(next.isCurrent).toBe(true);
    expect(mount.claims.size).toBe(1);
    expect(fake.mount(1).unmount).not.toHaveBeenCalled();
  });

  it("has nothing to do once the render was committed", () => {
    const { mount, token } = claimed();
    settleClaim(mount, token);
    expect(mount.claims.size).toBe(0);
  });
});
