import { MusubiMountError } from "@musubi/react";
import { useState } from "react";
import { type PollsProxy, useMusubiRoot, useMusubiSnapshot } from "./hooks";
import { PollGone } from "./no-poll";
import { Poll } from "./poll";
import { PollSkeleton } from "./skeletons";

interface PollViewProps {
  list: PollsProxy;
  poll: string;
}

/** The chosen poll, or why there is none. */
export function PollView({ list, poll }: PollViewProps) {
  const isListed = useMusubiSnapshot(list, (all) => all?.polls.some(({ id }) => id === poll));
  const [lastListed, setLastListed] = useState<string>();
  if (isListed && lastListed !== poll) setLastListed(poll);
  // One that was just asked may be here before the list has it.
  const hasGone = lastListed === poll && !isListed;
  return hasGone ? <PollGone /> : <MountedPoll poll={poll} />;
}

/** The poll before stays until the chosen one is there. */
function MountedPoll({ poll }: { poll: string }) {
  const { store, error, isFetching } = useMusubiRoot({
    module: "PollStore",
    id: poll,
    params: { poll },
    keepPreviousData: true,
  });
  if (store) return <Poll store={store} isFetching={isFetching} />;
  if (!error) return <PollSkeleton />;
  if (MusubiMountError.is(error) && error.code === "unknown_poll") return <PollGone />;
  return (
    <div className="nothing" role="alert">
      <h1>This poll cannot be opened</h1>
      <p>{MusubiMountError.is(error) ? error.reason : error.message}</p>
    </div>
  );
}
