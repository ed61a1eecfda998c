import {
  type AudienceProxy,
  useMusubiRoot,
  useMusubiSnapshot,
  useMusubiSocketStatus,
} from "./hooks";

/** Seats next to each other have colours far from each other. */
const DEGREES_PER_SEAT = 137;

/** Everybody who is here. To be counted is to have this root mounted. */
export function AudienceBar() {
  const { store } = useMusubiRoot({ module: "AudienceStore", id: "here" });
  return <div className="audience">{store && <Faces store={store} />}</div>;
}

function Faces({ store }: { store: AudienceProxy }) {
  const audience = useMusubiSnapshot(store);
  const isReconnecting = useMusubiSocketStatus() === "reconnecting";
  if (!audience || isReconnecting) return null;
  const { people, faces } = audience;
  return (
    <>
      <ul className="faces" aria-hidden="true">
        {faces.map((face) => (
          <li
            key={face.seat}
            className={face.is_me ? "face me" : "face"}
            style={{ "--hue": (face.seat * DEGREES_PER_SEAT) % 360 }}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <circle cx="8.5" cy="10.5" r="1.3" />
              <circle cx="15.5" cy="10.5" r="1.3" />
              <path d="M8 15c2 2.2 6 2.2 8 0" />
            </svg>
          </li>
        ))}
      </ul>
      <p className="numbers">
        <strong>{people}</strong> {people === 1 ? "person here" : "people here"}
      </p>
    </>
  );
}
