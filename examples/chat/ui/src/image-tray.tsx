import { uploadProblem } from "./problems";
import type { Images } from "./use-images";

/** The images of the next message, on their way or there, and what was not taken. */
export function ImageTray({ images }: { images: Images }) {
  return (
    <>
      {images.problems.length > 0 && (
        <div className="tray-problems problem" role="alert">
          <ul>
            {images.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
          <button
            type="button"
            className="plain icon"
            aria-label="Dismiss"
            onClick={images.forgetProblems}
          >
            ×
          </button>
        </div>
      )}
      {images.entries.length > 0 && (
        <ul className="tray" aria-label="Images of the message">
          {images.entries.map((entry) => (
            <li key={entry.ref} data-status={entry.status} title={entry.clientName}>
              <img src={images.previewOf(entry)} alt={entry.clientName} />
              {entry.isError && (
                <p className="tray-problem" role="alert">
                  {entry.errors.map(uploadProblem).join(" ")}
                </p>
              )}
              {(entry.isPending || entry.isUploading) && (
                <progress max={100} value={entry.progress} aria-label={entry.clientName} />
              )}
              <button type="button" className="tray-remove" onClick={() => images.remove(entry)}>
                <span aria-hidden="true">×</span>
                <span className="for-screen-readers">Remove {entry.clientName}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
